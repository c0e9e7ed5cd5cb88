import { policyField } from '../../gate/index.js';

const FAILING = `
  array_remove(array[
    case when account.spf = 'fail' then 'spf' end,
    case when account.dkim = 'fail' then 'dkim' end,
    case when account.dmarc = 'fail' then 'dmarc' end
  ], null)`;

/** $1 accounts. A failure that is over is not tolerated any more when it comes back. */
export const TOLERATE_LESS = `
  update sending_account account
  set tolerated_failures = array(select unnest(tolerated_failures) intersect select unnest(${FAILING}))
  where id = any($1::uuid[]) and not tolerated_failures <@ ${FAILING}`;

const POLICY = ['mode', 'account_pause_min_sample', 'account_pause_max_bounce_rate'] as const;

/** Fewer bounces break no limit, and the messages of most accounts need not be counted. */
const MAY_BOUNCE_TOO_MUCH = `
  health.day_bounced > ${policyField('account_pause_max_bounce_rate')} * ${policyField('account_pause_min_sample')}`;

/**
 * $1 accounts, $2 the first hour that counts: the active ones that may break a rule. As in the figures of a campaign, a
 * message counts when it was sent and a bounce when it was reported, which many servers do a day later or more.
 */
export const SUSPECTS = `
  select account.id, account.workspace_id, account.email, account.watch_since, figures.*, ${FAILING} as failing,
    coalesce(account.tolerated_failures, '{}') as tolerated_failures,
    ${POLICY.map((field) => `${policyField(field)} as ${field}`).join(', ')}
  from sending_account account
  join account_health health on health.account_id = account.id
  left join gate_policy policy on policy.workspace_id = account.workspace_id
  cross join lateral (
    select count(*) filter (where counted.at >= $2)::int as sent, count(*) filter (where fact.bounced_at >= $2)::int as bounced
    from message_fact fact
    cross join lateral (select least(fact.sent_at, fact.bounced_at) as at) as counted
    where ${MAY_BOUNCE_TOO_MUCH}
      and fact.account_id = account.id and fact.workspace_id = account.workspace_id and not fact.warmup
      and (account.watch_since is null or counted.at >= account.watch_since)
  ) as figures
  where account.id = any($1::uuid[]) and account.status = 'active' and account.deleted_at is null
    and (${MAY_BOUNCE_TOO_MUCH} or 'fail' in (account.spf, account.dkim, account.dmarc))
  order by account.id`;
