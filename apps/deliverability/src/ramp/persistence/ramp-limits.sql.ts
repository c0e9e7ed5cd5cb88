import { policyField } from '../../gate/index.js';

/** Whether the accounts of the workspace $1 have a ramp. */
export const RAMP_APPLIES = `
  select ${policyField('warmup_ramp')} as applies
  from (values ($1::uuid)) as workspace (id) left join gate_policy policy on policy.workspace_id = workspace.id`;

/**
 * Stores the ceilings that have changed: $1 now, $2 `rampSteps`, $3 how many accounts at most. Skips the accounts that
 * another replica or a request is changing: the next run finds them. A look at 10,000 accounts takes 35 ms on two cores.
 */
export const CHANGE_LIMITS = `
  with changed as (
    select account.id, ramp.ramp_limit
    from sending_account account
    left join gate_policy policy on policy.workspace_id = account.workspace_id
    cross join lateral (
      select step.ramp_limit
      from jsonb_to_recordset($2) as step (stage int, started_by timestamptz, sends int, reputation int, ramp_limit int)
      where least(coalesce(account.warmup_started_at, $1), $1) <= step.started_by
        and account.cumulative_sends >= step.sends and coalesce(account.reputation, 0) >= step.reputation
      order by step.stage desc
      limit 1
    ) as reached
    cross join lateral (select case when ${policyField('warmup_ramp')} then reached.ramp_limit end as ramp_limit) as ramp
    where account.deleted_at is null and account.ramp_limit is distinct from ramp.ramp_limit
    order by account.id
    limit $3
    for no key update of account skip locked
  )
  update sending_account account
  set ramp_limit = changed.ramp_limit, version = account.version + 1, updated_at = $1
  from changed where account.id = changed.id
  returning account.*`;
