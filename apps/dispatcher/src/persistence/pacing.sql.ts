import { dayResetsAt, sentToday } from './day.sql.js';

/** What decides what the campaign $2 of the workspace $3 can send: $1 now. No row for one that was never heard of. */
export const PACING_FACTS = `
select p.held, p.start_hour, p.end_hour, p.send_days, p.time_zone, p.recipient_time_zone, p.smart_time_gaps,
  p.daily_limit,  ${sentToday('p', '$1')} as used, ${dayResetsAt('p', '$1')} as resets_at, lanes.lanes, sends.*
from campaign_pace p
cross join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('used', ${sentToday('l', '$1')}, 'limit', l.daily_limit,
    'resetsAt', ${dayResetsAt('l', '$1')}, 'nextAt', greatest(l.next_at, 'epoch'))), '[]') as lanes
  from campaign_lane c join lane l using (account_id)
  where c.campaign_id = p.campaign_id and l.active and l.health_score >= p.min_health_score
) lanes
cross join lateral (
  select count(*)::int as waiting, (count(*) filter (where due_at <= $1))::int as due, min(due_at) as next_due_at
  from send s where s.campaign_id = p.campaign_id and s.status = 'scheduled'
) sends
where p.campaign_id = $2 and p.workspace_id = $3 and p.version > 0`;
