import { dailyCeiling, dayResetsAt, dayStart, sentToday } from './day.sql.js';

/** The latest one: it covers what an earlier one left in doubt. */
export const LATEST = 'select starts_at, ends_at from lost_time order by ends_at desc limit 1';

/**
 * Ends sends that can have left within a lost time: $1 now, $2 how many at most, $3 its start, $4 its end, and for the
 * second statement $5 their campaigns. It waits for locked sends: one that another replica is about to end may not be claimed here.
 *
 * Each such send counts against the day of its campaign and of every account that can have sent it, up to their limits,
 * where the lost time reaches into that day.
 */
const endDoubtful = (ofCampaigns: string): string => `
with doubtful as materialized (
  select s.id, s.status as before, greatest($3::timestamptz, coalesce(s.claimed_at, s.due_at)) as at
  from send s
  where ((s.status = 'scheduled' and s.due_at <= $4::timestamptz) or (s.status = 'sending' and s.claimed_at <= $4::timestamptz))
    and ${ofCampaigns}
  order by s.id
  limit $2
  for update of s
), ended as (
  update send s
  set status = 'indeterminate', updated_at = $1, error_code = 'lost_in_restore',
    error_message = 'the message may have left after the back-up from which the database was restored'
  from doubtful where s.id = doubtful.id
  returning s.id, s.workspace_id, s.campaign_id, s.enrollment_id, s.contact_id, s.step_id, s.step_number, s.account_id,
    s.email, doubtful.at, doubtful.before
), counted as (
  select campaign_id, account_id, count(*)::int as n from ended where before = 'scheduled' group by 1, 2
), account_counted as (
  update account_state a
  set sent_today = ${sentToday('a', '$1')} + least(sum.n, greatest(0, ${dailyCeiling('a')} - ${sentToday('a', '$1')})),
    day_resets_at = ${dayResetsAt('a', '$1')}
  from (
    select c.account_id, sum(counted.n)::int as n
    from counted join campaign_account c on c.campaign_id = counted.campaign_id
      and (counted.account_id is null or counted.account_id = c.account_id)
    group by 1
  ) sum
  where a.account_id = sum.account_id and ${dayStart('a', '$1')} <= $4
), campaign_counted as (
  update campaign_send_state state
  set sent_today = ${sentToday('state', '$1')} + least(sum.n, greatest(0, state.daily_limit - ${sentToday('state', '$1')})),
    day_resets_at = ${dayResetsAt('state', '$1')}
  from (select campaign_id, sum(n)::int as n from counted group by 1) sum
  where state.campaign_id = sum.campaign_id and ${dayStart('state', '$1')} <= $4
)
select id, workspace_id, campaign_id, enrollment_id, contact_id, step_id, step_number, account_id, email, at from ended`;

export const END_DOUBTFUL = endDoubtful('true');
export const END_DOUBTFUL_OF_CAMPAIGNS = endDoubtful('s.campaign_id = any ($5::uuid[])');
