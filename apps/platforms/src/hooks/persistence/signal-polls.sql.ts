/** Late answers to the last message come this long after the end of a campaign; later ones by hooks alone. */
const POLLED_AFTER_END = `interval '7 days'`;
const IS_POLLED = `(l.wanted <> 'stopped' or l.updated_at > $1::timestamptz - ${POLLED_AFTER_END})`;

/**
 * Campaigns that are at a platform since: $1 now, $2 their first poll, $3 the platforms that can be polled. The first poll goes
 * back to the launch, however late it is: nothing was asked for before.
 */
export const BEGIN = `
insert into signal_poll (campaign_id, workspace_id, polled_until, next_poll_at)
select l.campaign_id, l.workspace_id, least(l.active_since, $1), $2 from link l
where l.platform_campaign_id is not null and l.connection_id is not null and l.platform = any($3) and ${IS_POLLED}
  and not exists (select from signal_poll p where p.campaign_id = l.campaign_id)
order by l.campaign_id
on conflict (campaign_id) do nothing`;

/** $1 now, $2 the end of the lease, $3 how many. Those that ended are left for good. */
export const CLAIM = `
with due as (
  select p.campaign_id, l.connection_id, l.platform_campaign_id, p.polled_until, c.status = 'working' as is_working,
    ${IS_POLLED} as is_polled
  from signal_poll p
  join link l on l.campaign_id = p.campaign_id
  left join connection c on c.id = l.connection_id
  where p.next_poll_at <= $1
  order by p.next_poll_at limit $3
  for no key update of p skip locked
), taken as (
  update signal_poll p set next_poll_at = case when due.is_polled then $2::timestamptz else 'infinity' end
  from due where p.campaign_id = due.campaign_id
)
select campaign_id, connection_id, platform_campaign_id, polled_until from due
where is_polled and is_working and platform_campaign_id is not null`;

/** $1 campaign, $2 known until then, $3 the next poll. */
export const RECORD = 'update signal_poll set polled_until = $2, next_poll_at = $3 where campaign_id = $1';

/** $1 campaign, $2 the next poll. */
export const POSTPONE = 'update signal_poll set next_poll_at = $2 where campaign_id = $1';
