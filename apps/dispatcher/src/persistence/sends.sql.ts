import { newestRows, SqlParams, type OwnedList, type Statement } from '#database';
import type { StoredStatus } from './stored-send.js';

/** The columns of a send in a list. */
const LISTED = `
  id, campaign_id, contact_id, email, step_number, variant, account_id, status, due_at, time_zone, sent_at, message_id, subject,
  opened_at, clicked_at, replied_at, bounced_at, unsubscribed_at, error_code, smtp_code, error_message`;

/** The filter of a list of sends; the owner is the campaign. */
export interface ListedSends extends OwnedList {
  readonly statuses: readonly StoredStatus[] | undefined;
  /** Uuid. */
  readonly contact: string | undefined;
  readonly step: number | undefined;
}

/** Newest first. */
export function listSends({ contact, step, ...list }: ListedSends): Statement {
  const params = new SqlParams();
  const where: string[] = [];
  if (contact !== undefined) where.push(`contact_id = ${params.bind(contact, 'uuid')}`);
  if (step !== undefined) where.push(`step_number = ${params.bind(step, 'int')}`);
  return newestRows({ table: 'send', owner: 'campaign_id', columns: LISTED }, list, {
    params,
    where,
    isFew: contact !== undefined,
  });
}

/** The messages that left before for the enrollments $1, oldest first; an indeterminate one may have arrived too. */
export const EARLIER_MESSAGES = `
select enrollment_id, step_number, message_id, subject from send
where enrollment_id = any ($1::uuid[]) and status in ('sent', 'indeterminate') and message_id is not null
order by enrollment_id, step_number`;

/** The statuses of a send that nobody has begun to deliver: it leaves from here, or from a platform. */
const IS_OPEN = `status in ('scheduled', 'delegated')`;

/**
 * Cancels the open sends of the enrollments $1 of the workspaces $2 with the reasons $3, element by element, at $4. A
 * claimed send stays: its confirmation decides. So does one that is planned later than this.
 */
export const CANCEL_OF_ENROLLMENTS = `
with waiting as (
  select s.id, stopped.reason
  from unnest($1::uuid[], $2::uuid[], $3::text[]) as stopped (enrollment_id, workspace_id, reason)
  join send s using (enrollment_id, workspace_id)
  where s.${IS_OPEN}
  order by s.id
  for update of s skip locked
)
update send s set status = 'canceled', error_code = waiting.reason, updated_at = $4
from waiting where s.id = waiting.id and s.${IS_OPEN}`;

/** Cancels the open sends for the contacts $3 in the campaign $2 of the workspace $1, at $4. Claimed sends stay. */
export const CANCEL_OF_CONTACTS = `
with waiting as (
  select id from send
  where workspace_id = $1 and campaign_id = $2 and ${IS_OPEN} and contact_id = any ($3::uuid[])
  order by id
  for update skip locked
), canceled as (
  update send s set status = 'canceled', error_code = 'contact_removed', updated_at = $4
  from waiting where s.id = waiting.id and s.${IS_OPEN}
  returning s.id
)
select count(*)::int as canceled from canceled`;
