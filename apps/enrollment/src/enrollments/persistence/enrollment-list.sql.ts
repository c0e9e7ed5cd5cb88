import type { EnrollmentView } from '#contracts';
import { newestRows, SqlParams, type OwnedList, type Statement } from '#database';

/** The enrollments of a campaign (the owner) that a list shows. */
export interface ListedEnrollments extends OwnedList {
  readonly statuses: readonly EnrollmentView['status'][] | undefined;
  /** Uuid. */
  readonly contact: string | undefined;
}

/** Newest first, each with how many steps there are, which is looked up once for all of them. */
export function listEnrollments({ contact, ...list }: ListedEnrollments): Statement {
  const params = new SqlParams();
  const campaign = params.bind(list.owner, 'uuid');
  const columns = `
    id, campaign_id, contact_id, email, status, current_step, next_step_at, last_sent_at, enrolled_at, finished_at,
    stop_reason, source, sending_account_id,
    (select jsonb_array_length(steps) from campaign_replica where campaign_id = ${campaign}) as total_steps`;
  const where = contact === undefined ? [] : [`contact_id = ${params.bind(contact, 'uuid')}`];
  return newestRows({ table: 'enrollment', owner: 'campaign_id', columns }, list, {
    params,
    where,
    isFew: contact !== undefined,
  });
}
