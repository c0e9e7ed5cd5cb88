import { prepared } from '#database';

/** What a list shows of an enrollment; the steps of the campaign $2 are counted once for all. */
const LISTED = `
  select id, campaign_id, contact_id, email, status, current_step, next_step_at, last_sent_at, enrolled_at, finished_at,
    stop_reason, source, sending_account_id,
    (select jsonb_array_length(steps) from campaign_plan where campaign_id = $2) as total_steps
  from enrollment
  where workspace_id = $1 and campaign_id = $2`;

/** The newest enrollments of a campaign, a walk over its keys: $1 workspace, $2 campaign, $3 how many. */
export const NEWEST_ENROLLMENTS = prepared(`${LISTED} order by id desc limit $3`);

/** As `NEWEST_ENROLLMENTS`, after the enrollment $4. */
export const NEWEST_ENROLLMENTS_AFTER = prepared(`${LISTED} and id < $4 order by id desc limit $3`);

/**
 * As `NEWEST_ENROLLMENTS`, narrowed: $3 last id of the page before or null, $4 statuses or null, $5 contact or null,
 * $6 how many. Planned anew each time: which index is best depends on the statuses.
 */
export const LIST_ENROLLMENTS = `${LISTED}
    and ($3::uuid is null or id < $3)
    and ($4::text[] is null or status = any($4))
    and ($5::uuid is null or contact_id = $5)
  order by id desc
  limit $6`;
