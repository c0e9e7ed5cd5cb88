import { EnrollmentStatus, type EnrollmentView } from '#contracts';
import type { SqlParams } from '#database';

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

/**
 * Newest first. Which index is best depends on the statuses and on nothing else, so a single one is written into the text,
 * which then can be planned once.
 */
export function listEnrollments({ statuses, ...list }: ListedEnrollments, params: SqlParams): string {
  const workspace = params.bind(list.workspace, 'uuid');
  const campaign = params.bind(list.campaign, 'uuid');
  const conditions = [`workspace_id = ${workspace}`, `campaign_id = ${campaign}`];
  const [status, ...others] = statuses ?? [];
  if (others.length > 0) conditions.push(`status = any(${params.bind(statuses, 'text[]')})`);
  else if (status !== undefined) conditions.push(`status = '${EnrollmentStatus.parse(status)}'`);
  if (list.after !== null) conditions.push(`id < ${params.bind(list.after, 'uuid')}`);
  if (list.contact !== undefined) conditions.push(`contact_id = ${params.bind(list.contact, 'uuid')}`);
  return `
  select id, campaign_id, contact_id, email, status, current_step, next_step_at, last_sent_at, enrolled_at, finished_at,
    stop_reason, source, sending_account_id,
    (select jsonb_array_length(steps) from campaign_plan where campaign_id = ${campaign}) as total_steps
  from enrollment
  where ${conditions.join(' and ')}
  order by id desc limit ${params.bind(list.limit, 'int')}`;
}
