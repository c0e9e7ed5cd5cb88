import { Injectable } from '@nestjs/common';
import { MAX_RETRIES, type RequestOf, type RetrySends, type SendStatus } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import { IN_STATUS, NAMED, RETRY } from './retries.sql.js';

export interface EndedSend {
  readonly id: Id<'send'>;
  readonly enrollmentId: Id<'enr'>;
  readonly stepNumber: number;
  readonly status: SendStatus;
  /** The time at which its outcome was recorded. */
  readonly recordedAt: Date;
}

interface EndedRow {
  readonly id: string;
  readonly enrollment_id: string;
  readonly step_number: number;
  readonly status: SendStatus;
  readonly updated_at: Date;
}

/** Ended sends that are scheduled again. */
@Injectable()
export class Retries {
  constructor(private readonly database: Database) {}

  /** The requested sends, in any status. */
  async find({ workspace_id, campaign_id, retry }: RequestOf<typeof RetrySends>): Promise<EndedSend[]> {
    const ref = [uuidOf(workspace_id), uuidOf(campaign_id)];
    const rows = await (retry.send_ids === undefined
      ? this.database.query<EndedRow>(IN_STATUS, [
          ...ref,
          retry.status,
          uuidIn(retry.cursor, 'send'),
          MAX_RETRIES,
        ])
      : this.database.query<EndedRow>(NAMED, [...ref, retry.send_ids.map(uuidOf)]));
    return rows.map(endedSend);
  }

  /** Resolves with the ids of the sends that this call scheduled again. */
  async retry(
    { workspace_id, campaign_id }: RequestOf<typeof RetrySends>,
    sends: readonly EndedSend[],
    now: Date,
  ): Promise<Set<Id<'send'>>> {
    if (sends.length === 0) return new Set();
    const rows = await this.database.query<{ id: string }>(RETRY, [
      uuidOf(workspace_id),
      uuidOf(campaign_id),
      sends.map(({ id }) => uuidOf(id)),
      sends.map(({ recordedAt }) => recordedAt),
      now,
    ]);
    return new Set(rows.map(({ id }) => idOf('send', id)));
  }
}

const endedSend = (row: EndedRow): EndedSend => ({
  id: idOf('send', row.id),
  enrollmentId: idOf('enr', row.enrollment_id),
  stepNumber: row.step_number,
  status: row.status,
  recordedAt: row.updated_at,
});
