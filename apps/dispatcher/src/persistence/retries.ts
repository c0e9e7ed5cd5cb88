import { MAX_RETRIES, type RequestOf, type RetrySends, type SendStatus } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';
import { uuidIn } from '#messaging';
import { Injectable } from '@nestjs/common';
import { IN_STATUS, NAMED, RETRY } from './retries.sql.js';

export interface EndedSend {
  readonly id: string;
  readonly enrollment_id: string;
  readonly step_number: number;
  readonly status: SendStatus;
  /** When its outcome was written down. */
  readonly updated_at: Date;
}

/** Sends that ended and are to be sent again. */
@Injectable()
export class Retries {
  constructor(private readonly database: Database) {}

  /** What was asked for, in whatever state it is. */
  find({ workspace_id, campaign_id, retry }: RequestOf<typeof RetrySends>): Promise<EndedSend[]> {
    const ref = [uuidOf(workspace_id), uuidOf(campaign_id)];
    return retry.send_ids === undefined
      ? this.database.query(IN_STATUS, [...ref, retry.status, uuidIn(retry.cursor, 'send'), MAX_RETRIES])
      : this.database.query(NAMED, [...ref, retry.send_ids.map(uuidOf)]);
  }

  /** Answers the uuids of those that wait again by this call. */
  async retry(
    { workspace_id, campaign_id }: RequestOf<typeof RetrySends>,
    sends: readonly EndedSend[],
    now: Date,
  ): Promise<Set<string>> {
    if (sends.length === 0) return new Set();
    const rows = await this.database.query<{ id: string }>(RETRY, [
      uuidOf(workspace_id),
      uuidOf(campaign_id),
      sends.map(({ id }) => id),
      sends.map(({ updated_at }) => updated_at),
      now,
    ]);
    return new Set(rows.map(({ id }) => id));
  }
}
