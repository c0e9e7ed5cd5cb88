import { zoneSql } from '#database';

/** Adds outcomes and complaints to the day they fell on in the account's own zone. Complaints stay null without any. */
export const COUNT_OUTCOMES = `
  insert into account_day (account_id, day, sent, bounced, complained)
  select account.id, (outcome.at at time zone ${zoneSql('account.time_zone')})::date, sum(outcome.sent), sum(outcome.bounced),
    nullif(sum(outcome.complained), 0)
  from jsonb_to_recordset($1) as outcome (account_id uuid, at timestamptz, sent int, bounced int, complained int)
  join sending_account account on account.id = outcome.account_id
  group by 1, 2
  on conflict (account_id, day) do update
  set sent = account_day.sent + excluded.sent, bounced = account_day.bounced + excluded.bounced,
    complained = coalesce(account_day.complained + excluded.complained, account_day.complained, excluded.complained)`;

/** A bounce takes back the send that was counted for it. The first send starts the warmup. */
export const RAISE_WARMUP = `
  update sending_account account
  set cumulative_sends = account.cumulative_sends + fresh.sends,
    warmup_started_at = coalesce(account.warmup_started_at, fresh.first_at)
  from (
    select account_id, sum(sent - bounced)::int as sends, min(at) as first_at
    from jsonb_to_recordset($1) as outcome (account_id uuid, at timestamptz, sent int, bounced int)
    where sent + bounced > 0
    group by account_id
  ) as fresh
  where account.id = fresh.account_id`;

/** The figures that a score is computed from. Seven days in the account's own zone, today included. */
export const HEALTH_RECORDS = `
  select account.id, account.reputation, account.spf, account.dkim, account.dmarc, account.health_score,
    week.sent, week.bounced, week.complained
  from sending_account account
  cross join lateral (
    select coalesce(sum(sent), 0)::int as sent, coalesce(sum(bounced), 0)::int as bounced,
      sum(complained)::int as complained
    from account_day
    where account_id = account.id and day > ($2::timestamptz at time zone ${zoneSql('account.time_zone')})::date - 7
  ) as week
  where account.id = any($1::uuid[])`;

export const MARK_SCORED = `update sending_account set scored_at = $2 where id = any($1::uuid[])`;

export const CHANGE_SCORES = `
  update sending_account account
  set health_score = scored.health_score, version = version + 1, updated_at = $2
  from jsonb_to_recordset($1) as scored (id uuid, health_score int)
  where account.id = scored.id
  returning account.*`;

/** Skips the accounts that another replica is scoring. */
export const CLAIM_STALE = `
  select id from sending_account
  where scored_at < $1 and deleted_at is null
  order by scored_at
  limit $2
  for no key update skip locked`;
