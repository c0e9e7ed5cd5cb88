import { zoneSql } from '#database';
import { WINDOW_COLUMNS } from './account-health.sql.js';

/** How many of SPF, DKIM and DMARC are known of an account, and how many pass. */
const AUTHENTICATION = `
  (account.spf <> 'unknown')::int + (account.dkim <> 'unknown')::int + (account.dmarc <> 'unknown')::int as known,
  (account.spf = 'pass')::int + (account.dkim = 'pass')::int + (account.dmarc = 'pass')::int as passed`;

/**
 * The figures of active accounts, and the sends of all: deleting an account does not improve the rates of a fleet. Nobody
 * reports complaints where there are none.
 */
const STANDING = `
  coalesce(sum(week_sent), 0)::int as sent, coalesce(sum(week_bounced), 0)::int as bounced,
  nullif(sum(week_complained), 0)::int as complained,
  coalesce(sum(known) filter (where active), 0)::int as authentication_known,
  coalesce(sum(passed) filter (where active), 0)::int as authentication_passed,
  avg(reputation) filter (where active) as reputation,
  coalesce(sum(month_sent - month_bounced), 0)::int as delivered, coalesce(sum(month_opened), 0)::int as opened,
  coalesce(sum(month_replied), 0)::int as replied,
  coalesce(sum(placed_inbox), 0)::int as placed_inbox, coalesce(sum(placed_spam), 0)::int as placed_spam`;

const FIGURES = `
  ${WINDOW_COLUMNS.map((column) => `coalesce(health.${column}, 0) as ${column}`).join(', ')},
  health.placed_inbox, health.placed_spam`;

/** The hour in which the account's own day began. In a zone of half an hour it belongs to two days, and counts for both. */
const TODAY = `
  date_trunc('hour', date_trunc('day', $3::timestamptz, ${zoneSql('account.time_zone')}), 'UTC')`;

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
    coalesce(array_agg(distinct domain order by domain) filter (where chosen and unknown), '{}') as unknown_domains,
    coalesce(array_agg(distinct domain order by domain) filter (where chosen), '{}') as domains,
    coalesce(jsonb_agg(jsonb_build_object('id', id, 'status', status)) filter (where chosen), '[]') as accounts
  from (
    select account.id, account.status, account.health_score, account.daily_send_limit, account.ramp_limit,
      account.reputation, ${FIGURES},
      ${AUTHENTICATION},
      coalesce(today.sent, 0) as today_sent,
      account.status = 'active' as active,
      account.id = any($2::uuid[]) and account.deleted_at is null as chosen,
      lower(split_part(account.email, '@', 2)) as domain,
      'fail' in (account.spf, account.dkim, account.dmarc) as failing,
      'unknown' in (account.spf, account.dkim, account.dmarc) as unknown,
      account.status = 'active'
        and coalesce(account.warmup_started_at, $3) <= $5
        and account.cumulative_sends >= $6
        and coalesce(account.reputation, 0) >= $7 as warm
    from sending_account account
    left join account_health health on health.account_id = account.id
    left join (
      select account.id as account_id, hours.sent
      from sending_account account
      cross join lateral (
        select sum(sent + warmup_sent) as sent from account_hour where account_id = account.id and hour >= ${TODAY}
      ) as hours
      where account.id = any($2::uuid[])
    ) as today on today.account_id = account.id
    where account.workspace_id = $1
  ) as account`;

/** Each account of the workspace with its figures and its stage: `thresholdOf` of every stage in SQL. */
const ACCOUNTS = `
  select account.id, account.email, account.status, account.health_score, account.reputation, account.deleted_at, ${FIGURES},
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
  left join account_health health on health.account_id = account.id
  where account.workspace_id = $1`;

/** A row for the fleet, whose domain is null, and one for each domain. */
export const STANDINGS = `
  select domain, ${STANDING},
    ${WINDOW_COLUMNS.map((column) => `coalesce(sum(${column}), 0)::int as ${column}`).join(', ')}, count(*) filter (where deleted_at is null)::int as accounts
  from (${ACCOUNTS}) as account
  group by grouping sets ((), (domain))
  having grouping(domain) = 1 or count(*) filter (where deleted_at is null) > 0`;

export const STAGES_OF_ACTIVE = `
  select stage, count(*)::int as accounts from (${ACCOUNTS}) as account where active group by stage`;

export const WORST_ACCOUNTS = `
  select id, email, status, health_score, stage,
    week_sent as sent, week_bounced as bounced, nullif(week_complained, 0) as complained, ${WINDOW_COLUMNS.join(', ')}
  from (${ACCOUNTS}) as account
  where deleted_at is null
  order by health_score, id
  limit $4`;
