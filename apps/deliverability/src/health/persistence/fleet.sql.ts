import { zoneSql } from '#database';

/** How many of SPF, DKIM and DMARC are known of an account, and how many pass. */
const AUTHENTICATION = `
  (account.spf <> 'unknown')::int + (account.dkim <> 'unknown')::int + (account.dmarc <> 'unknown')::int as known,
  (account.spf = 'pass')::int + (account.dkim = 'pass')::int + (account.dmarc = 'pass')::int as passed`;

/** The figures of active accounts, and the sends of all: deleting an account does not improve the rates of a fleet. */
const STANDING = `
  coalesce(sum(week_sent), 0)::int as sent, coalesce(sum(week_bounced), 0)::int as bounced,
  sum(week_complained)::int as complained,
  coalesce(sum(known) filter (where active), 0)::int as authentication_known,
  coalesce(sum(passed) filter (where active), 0)::int as authentication_passed,
  avg(reputation) filter (where active) as reputation`;

/**
 * Every figure of the gate in one pass over the workspace's accounts: 95 ms for 10,000 of them on two cores. `warm` is
 * `thresholdOf` in SQL; the gate's component test compares it with the stages that accounts show.
 */
export const GATE_FACTS = `
  select ${STANDING},
    count(*) filter (where warm)::int as stage_accounts,
    count(*) filter (where chosen and warm and health_score >= $4 and today_sent < least(daily_send_limit, ramp_limit))::int
      as eligible_accounts,
    coalesce(array_agg(distinct domain order by domain) filter (where chosen and failing), '{}')
      as failing_domains,
    coalesce(jsonb_agg(jsonb_build_object('id', id, 'status', status)) filter (where chosen), '[]') as accounts
  from (
    select account.id, account.status, account.health_score, account.daily_send_limit, account.ramp_limit, account.reputation, days.*, ${AUTHENTICATION},
      account.status = 'active' as active,
      account.id = any($2::uuid[]) and account.deleted_at is null as chosen,
      lower(split_part(account.email, '@', 2)) as domain,
      'fail' in (account.spf, account.dkim, account.dmarc) as failing,
      account.status = 'active'
        and coalesce(account.warmup_started_at, $3) <= $5
        and account.cumulative_sends >= $6
        and coalesce(account.reputation, 0) >= $7 as warm
    from sending_account account
    cross join lateral (select ($3::timestamptz at time zone ${zoneSql('account.time_zone')})::date as today) as local
    cross join lateral (
      select coalesce(sum(sent), 0) as week_sent, coalesce(sum(bounced), 0) as week_bounced,
        sum(complained) as week_complained,
        coalesce(sum(sent) filter (where day = local.today), 0) as today_sent
      from account_day
      where account_id = account.id and day > local.today - 7
    ) as days
    where account.workspace_id = $1
  ) as account`;

/** Each account of the workspace with its week in its own zone, and its stage: `thresholdOf` of every stage in SQL. */
const ACCOUNTS = `
  select account.id, account.email, account.status, account.health_score, account.reputation, account.deleted_at, week.*,
    ${AUTHENTICATION},
    account.status = 'active' as active,
    lower(split_part(account.email, '@', 2)) as domain,
    (
      select max(stage)
      from jsonb_to_recordset($3) as threshold (stage int, started_by timestamptz, sends int, reputation int)
      where least(coalesce(account.warmup_started_at, $2), $2) <= threshold.started_by
        and account.cumulative_sends >= sends and coalesce(account.reputation, 0) >= threshold.reputation
    ) as stage
  from sending_account account
  cross join lateral (
    select coalesce(sum(sent), 0)::int as week_sent, coalesce(sum(bounced), 0)::int as week_bounced,
      sum(complained)::int as week_complained
    from account_day
    where account_id = account.id and day > ($2::timestamptz at time zone ${zoneSql('account.time_zone')})::date - 7
  ) as week
  where account.workspace_id = $1`;

/** A row for the fleet, whose domain is null, and one for each domain. */
export const STANDINGS = `
  select domain, ${STANDING}, count(*) filter (where deleted_at is null)::int as accounts
  from (${ACCOUNTS}) as account
  group by grouping sets ((), (domain))
  having grouping(domain) = 1 or count(*) filter (where deleted_at is null) > 0`;

export const STAGES_OF_ACTIVE = `
  select stage, count(*)::int as accounts from (${ACCOUNTS}) as account where active group by stage`;

export const WORST_ACCOUNTS = `
  select id, email, status, health_score, stage,
    week_sent as sent, week_bounced as bounced, week_complained as complained
  from (${ACCOUNTS}) as account
  where deleted_at is null
  order by health_score, id
  limit $4`;
