import { MAX_PAGE_SIZE, SendStatus } from '#contracts';
import { LAST_UUID, type ComposedStatement, type SqlParams } from '#database';

/** What a list shows of a send. */
const LISTED = `
  id, campaign_id, contact_id, email, step_number, variant, account_id, status, due_at, sent_at, message_id, subject,
  opened_at, bounced_at, error_code, smtp_code, error_message`;

/** Which sends of a campaign a list has: uuids. */
export interface ListedSends {
  readonly workspace: string;
  readonly campaign: string;
  /** The last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly statuses: readonly SendStatus[] | undefined;
  readonly contact: string | undefined;
  readonly step: number | undefined;
  readonly limit: number;
}

/** Known to the planner, which expects a tenth of all rows of a limit that is a parameter. */
const MOST = MAX_PAGE_SIZE + 1;

/**
 * Newest first. Which index is best depends on the status: a single one is written into the text, which then can be
 * planned once.
 *
 * The campaign is a bound and not an equality, so that the order is by it as well and only its own indexes have that. Among
 * few campaigns PostgreSQL would rather walk all sends by their key, past millions of a newer campaign.
 */
export function listSends({ statuses, ...list }: ListedSends, params: SqlParams): ComposedStatement {
  const [status = null, ...others] = statuses ?? [];
  const isOneStatus = status !== null && others.length === 0;
  const campaign = params.bind(list.campaign, 'uuid');
  const conditions = [
    `workspace_id = ${params.bind(list.workspace, 'uuid')}`,
    `campaign_id >= ${campaign}`,
    `(campaign_id, id) < (${campaign}, ${params.bind(list.after ?? LAST_UUID, 'uuid')})`,
  ];
  if (isOneStatus) conditions.push(`status = '${SendStatus.parse(status)}'`);
  else if (statuses !== undefined) conditions.push(`status = any (${params.bind(statuses, 'text[]')})`);
  if (list.contact !== undefined) {
    // Few rows, for which an index of contacts is best that has to know the campaign.
    conditions.push(`campaign_id = ${campaign}`, `contact_id = ${params.bind(list.contact, 'uuid')}`);
  }
  if (list.step !== undefined) conditions.push(`step_number = ${params.bind(list.step, 'int')}`);
  const sql = `
select * from (
  select ${LISTED} from send where ${conditions.join(' and ')} order by campaign_id desc, id desc limit ${MOST}
) newest
order by campaign_id desc, id desc limit ${params.bind(list.limit, 'int')}`;
  return { sql, isPlannedOnce: isOneStatus || statuses === undefined };
}

/** What went out before to the enrollments $1, oldest first; a lost one may have arrived and be answered. */
export const EARLIER_MESSAGES = `
select enrollment_id, step_number, message_id, subject from send
where enrollment_id = any ($1::uuid[]) and status in ('sent', 'indeterminate') and message_id is not null
order by enrollment_id, step_number`;

/**
 * The first fetch of the pixel by a person: $1 sends, $2 their workspaces, $3 when, element by element. The earliest one
 * stands in whatever order they come: signals of one send are told apart, and a repeated message overtakes others.
 */
export const KEEP_OPENED = `
update send s set opened_at = o.at
from (
  select id, workspace_id, min(at) as at from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as o (id, workspace_id, at)
  group by id, workspace_id
) o
where s.id = o.id and s.workspace_id = o.workspace_id
  and (s.opened_at is null or s.opened_at > o.at)`;

/** Cancels what waits for the contacts $3 in the campaign $2 of the workspace $1, at $4; what is in hand is not touched. */
export const CANCEL_OF_CONTACTS = `
with waiting as (
  select id from send
  where workspace_id = $1 and campaign_id = $2 and status = 'scheduled' and contact_id = any ($3::uuid[])
  order by id
  for update skip locked
), canceled as (
  update send s set status = 'canceled', error_code = 'contact_removed', updated_at = $4
  from waiting where s.id = waiting.id and s.status = 'scheduled'
  returning s.id
)
select count(*)::int as canceled from canceled`;
