import { EnrollmentStatus, MAX_PAGE_SIZE, type EnrollmentView } from '#contracts';
import { LAST_UUID, type ComposedStatement, type SqlParams } from '#database';

/** Which enrollments of a campaign a list has: uuids. */
export interface ListedEnrollments {
  readonly workspace: string;
  readonly campaign: string;
  /** The last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly statuses: readonly EnrollmentView['status'][] | undefined;
  readonly contact: string | undefined;
  readonly limit: number;
}

/** Known to the planner, which expects a tenth of all rows of a limit that is a parameter. */
const MOST = MAX_PAGE_SIZE + 1;

/**
 * Newest first. Which index is best depends on the status: a single one is written into the text, which then can be
 * planned once.
 *
 * The campaign is a bound and not an equality, so that the order is by it as well and only its own indexes have that. Among
 * few campaigns PostgreSQL would rather walk all enrollments by their key, past millions of a newer campaign.
 */
export function listEnrollments(
  { statuses, ...list }: ListedEnrollments,
  params: SqlParams,
): ComposedStatement {
  const [status = null, ...others] = statuses ?? [];
  const isOneStatus = status !== null && others.length === 0;
  const campaign = params.bind(list.campaign, 'uuid');
  const conditions = [
    `workspace_id = ${params.bind(list.workspace, 'uuid')}`,
    `campaign_id >= ${campaign}`,
    `(campaign_id, id) < (${campaign}, ${params.bind(list.after ?? LAST_UUID, 'uuid')})`,
  ];
  if (isOneStatus) conditions.push(`status = '${EnrollmentStatus.parse(status)}'`);
  else if (statuses !== undefined) conditions.push(`status = any(${params.bind(statuses, 'text[]')})`);
  if (list.contact !== undefined) {
    // Few rows, for which an index of contacts is best that has to know the campaign.
    conditions.push(`campaign_id = ${campaign}`, `contact_id = ${params.bind(list.contact, 'uuid')}`);
  }
  const sql = `
  select newest.*, (select jsonb_array_length(steps) from campaign_plan where campaign_id = ${campaign}) as total_steps
  from (
    select id, campaign_id, contact_id, email, status, current_step, next_step_at, last_sent_at, enrolled_at, finished_at,
      stop_reason, source, sending_account_id
    from enrollment where ${conditions.join(' and ')} order by campaign_id desc, id desc limit ${MOST}
  ) newest
  order by campaign_id desc, id desc limit ${params.bind(list.limit, 'int')}`;
  return { sql, isPlannedOnce: isOneStatus || statuses === undefined };
}
