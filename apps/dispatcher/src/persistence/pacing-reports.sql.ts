import { dayResetsAt, sentToday } from './day.sql.js';

/** What decides what the campaign $2 of the workspace $3 can send: $1 now. No row for one that was never heard of. */
export const PACING_FACTS = `
select state.held, state.start_hour, state.end_hour, state.send_days, state.time_zone, state.recipient_time_zone, state.smart_time_gaps,
  state.daily_limit,  ${sentToday('state', '$1')} as used, ${dayResetsAt('state', '$1')} as resets_at, accounts.accounts, sends.*
from campaign_send_state state
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('used', ${sentToday('a', '$1')}, 'limit', a.daily_limit,
    'resetsAt', ${dayResetsAt('a', '$1')}, 'nextAt', greatest(a.next_at, 'epoch'))), '[]') as accounts
  from campaign_account c join account_state a using (account_id)
  where c.campaign_id = state.campaign_id and a.active and a.health_score >= state.min_health_score
) accounts
cross join lateral (
  select count(*)::int as waiting, (count(*) filter (where due_at <= $1))::int as due, min(due_at) as next_due_at
  from send s where s.campaign_id = state.campaign_id and s.status = 'scheduled'
) sends
where state.campaign_id = $2 and state.workspace_id = $3 and state.version > 0`;
