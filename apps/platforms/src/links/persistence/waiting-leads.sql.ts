/** $1 campaign. */
export const HAS_UNSENT = `
select exists (
  select from lead l where l.campaign_id = $1 and l.status = 'pushed'
    and not exists (select from message m where m.enrollment_id = l.enrollment_id and m.sent_at is not null)
) as found`;

/** $1 campaign. A separate statement after a hold: its snapshot must be younger than the hold's lock. */
export const IN_HAND = `
select count(*)::int as leads from lead
where campaign_id = $1 and status = 'pushing' and push_started_at is not null`;

/**
 * $1 campaign, $2 now. One index has the leads that wait, another one those in doubt: a list of both statuses would read
 * all leads of the campaign.
 */
export const DUE = `
select (
  select count(*) from lead where campaign_id = $1 and status = 'waiting' and due_at <= $2
)::int + (
  select count(*) from lead where campaign_id = $1 and status = 'doubtful' and due_at <= $2
)::int as leads`;
