export const ADD = 'insert into campaign select * from jsonb_populate_record(null::campaign, $1)';

const CHANGEABLE = `
  version, status, paused_by, pause_reason, blocking_reasons, active_since, started_at, completed_at, archived_at, updated_at, client_id, name,
  campaign_type, platform, sequence_id, sending_account_ids, min_health_score, daily_send_limit, max_new_leads_per_day,
  smart_time_gaps, send_window_start, send_window_end, send_days, time_zone, recipient_time_zone, open_tracking_enabled,
  link_tracking_enabled, stop_on_reply, stop_on_domain_reply, stop_on_unsubscribe, contact_filter, warmup`;

/** No row when another transaction has changed the campaign since version $2 was read. */
export const SAVE = `
  update campaign
  set (${CHANGEABLE}) = (select ${CHANGEABLE} from jsonb_populate_record(null::campaign, $1::jsonb))
  where id = ($1::jsonb ->> 'id')::uuid and version = $2
  returning id`;

/** Running campaigns: launched and not over. */
export const TOUCH_RUNNING = `
  update campaign set version = version + 1, updated_at = $2
  where sequence_id = $1 and status in ('active', 'paused')
  returning *`;

export const IS_USED = 'select from campaign where sequence_id = $1 limit 1';

export const STEPS_OF_CAMPAIGNS = `
  select campaign.id, campaign.version, jsonb_agg(to_jsonb(step) order by step.step_number) as steps
  from campaign
  join sequence_step step using (sequence_id)
  where campaign.id = any($1::uuid[])
  group by campaign.id`;
