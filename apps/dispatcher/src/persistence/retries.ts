import { Injectable } from '@nestjs/common';
import { MAX_RETRIES, type RequestOf, type RetrySends } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import type { StoredStatus } from './stored-send.js';

const ENDED = `id, enrollment_id, step_number, status, updated_at,
  coalesce((select delegated from campaign_send_state state where state.campaign_id = send.campaign_id), false) as delegated`;

/** Sends by id: $1 workspace, $2 campaign, $3 ids. */
const NAMED = `
select ${ENDED} from send
where workspace_id = $1 and campaign_id = $2 and id = any ($3::uuid[])
order by id`;

/** Sends in a status, oldest first: $1 workspace, $2 campaign, $3 status, $4 the last id before or null, $5 how many. */
const IN_STATUS = `
select ${ENDED} from send
where workspace_id = $1 and campaign_id = $2 and status = $3 and ($4::uuid is null or id > $4)
order by id limit $5`;

/**
 * Schedules ended sends again: $1 workspace, $2 campaign, $3 ids and $4 the time of each outcome, $5 now. Returns the sends
 * that it scheduled; a second retry of the same sends finds none. A message that may have arrived leaves from the same
 * account, so that it keeps its Message-ID; a first message that did not leave may leave from any account.
 */
const RETRY = `
with ended as materialized (
  select s.id from send s
  join unnest($3::uuid[], $4::timestamptz[]) as requested (id, at) on requested.id = s.id and requested.at = s.updated_at
  where s.workspace_id = $1 and s.campaign_id = $2 and s.status in ('failed', 'indeterminate')
  order by s.id
  for update of s
), retried as (
  update send s
  set status = 'scheduled', due_at = $5, attempts = 0, updated_at = $5,
    account_id = case when (s.status = 'indeterminate' or s.step_number > 1) and exists (
      select from campaign_account c where c.campaign_id = s.campaign_id and c.account_id = s.account_id
    ) then s.account_id end,
    claim_id = null, claimed_by = null, claimed_at = null, delivery_started_at = null,
    error_code = null, smtp_code = null, error_message = null
  from ended where s.id = ended.id and s.status in ('failed', 'indeterminate')
  returning s.id
), woken as (
  update campaign_send_state set wake_at = least(wake_at, $5), schedule_version = schedule_version + 1
  where campaign_id = $2 and exists (select from retried)
)
select id from retried`;

export interface EndedSend {
  readonly id: Id<'send'>;
  readonly enrollmentId: Id<'enr'>;
  readonly stepNumber: number;
  readonly status: StoredStatus;
  /** A platform sends the messages of its campaign. */
  readonly delegated: boolean;
  /** The time at which its outcome was recorded. */
  readonly recordedAt: Date;
}

interface EndedRow {
  readonly id: string;
  readonly enrollment_id: string;
  readonly step_number: number;
  readonly status: StoredStatus;
  readonly delegated: boolean;
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
  delegated: row.delegated,
  recordedAt: row.updated_at,
});
