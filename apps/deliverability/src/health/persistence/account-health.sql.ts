import { WINDOW_FIGURES, WINDOWS } from '../domain/hour-figures.js';

/** The figures of real mail in each window, as they are stored. */
export const WINDOW_COLUMNS = Object.keys(WINDOWS).flatMap((window) =>
  WINDOW_FIGURES.map((figure) => `${window}_${figure}`),
);
const STORED = [...WINDOW_COLUMNS, 'placed_inbox', 'placed_spam'];

/** Each hour counts in the shortest window that holds it, and a longer window adds the shorter ones: 0, 1, 2; 3 is older. */
const SHORTEST_WINDOW = `case ${Object.values(WINDOWS)
  .map((hours, place) => `when age < ${hours} then ${place}`)
  .join(' ')} else ${Object.keys(WINDOWS).length} end`;

const WINDOW_SUMS = Object.keys(WINDOWS)
  .flatMap((window, place) =>
    WINDOW_FIGURES.map(
      (figure) =>
        `coalesce(sum(${figure}) filter (where shortest <= ${place}), 0)::int as ${window}_${figure}`,
    ),
  )
  .join(',\n      ');

const MONTH = Object.keys(WINDOWS).indexOf('month');

const inMonth = (figure: string): string =>
  `coalesce(sum(${figure}) filter (where shortest <= ${MONTH}), 0)::int as ${figure}`;

/** A reported reputation is believed: it is the start, and only hours that begin after it count. */
const weighted = (figures: string, name: string): string =>
  `sum(($3::bigint[])[1 + age / 24] * (${figures})) filter (where age < ${WINDOWS.month} and counts) as ${name}`;

/**
 * $1 accounts, $2 the current hour, $3 the weights of days, the current one first. `offset 0`: PostgreSQL would else compute
 * the age of an hour once for each sum, which took three times as long. Each hour is
 * added once: adding it again for each longer window took 1.7 times as long.
 */
export const HEALTH_FIGURES = `
  select account.id, account.workspace_id, account.deleted_at, account.reputation, account.spf, account.dkim, account.dmarc, account.health_score,
    account.start_reputation, health.touched, health.first_sent_at is not null as has_sent, hours.*,
    health.folded_sends + hours.sends as sends
  from sending_account account
  join account_health health on health.account_id = account.id
  cross join lateral (
    select
      ${WINDOW_SUMS},
      ${inMonth('placed_inbox')},
      ${inMonth('placed_spam')},
      coalesce(sum(sends), 0)::int as sends,
      ${['weighted_sent', 'weighted_bounced', 'weighted_complained'].map((name) => `coalesce(sum(${name}), 0)::float8 as ${name}`).join(',\n      ')}
    from (
      select ${SHORTEST_WINDOW} as shortest,
        ${[...WINDOW_FIGURES, 'placed_inbox', 'placed_spam'].map((figure) => `sum(${figure}) as ${figure}`).join(', ')},
        sum(sent - bounced + warmup_sent - warmup_bounced) as sends,
        ${weighted('sent + warmup_sent', 'weighted_sent')},
        ${weighted('bounced + warmup_bounced', 'weighted_bounced')},
        ${weighted('complained', 'weighted_complained')}
      from (
        select *, (date_part('epoch', $2::timestamptz - hour) / 3600)::int as age,
          account.reputation_reported_at is null or hour >= account.reputation_reported_at as counts
        from account_hour
        where account_id = account.id and hour <= $2
        offset 0
      ) as kept
      group by 1
    ) as shortest_windows
  ) as hours
  where account.id = any($1::uuid[])
  order by account.id`;

const columnsWithTypes = STORED.map((column) => `${column} int`).join(', ');

/** Events lock many accounts in this order too: in any other one each would wait for the other. */
const lockedInOrder = (accounts: string): string => `
  with locked as (
    select account_id from account_health where account_id = any(${accounts})
    order by account_id for no key update
  )`;

/** $1: computed accounts as a JSON array, $2 the current hour, $3 the ids of the accounts. */
export const STORE_FIGURES = `
  ${lockedInOrder('$3::uuid[]')}
  update account_health health
  set refreshed = computed.touched, hour = $2,
    (${STORED.join(', ')}) = (${STORED.map((column) => `computed.${column}`).join(', ')})
  from locked
  join jsonb_to_recordset($1::jsonb) as computed (id uuid, touched bigint, ${columnsWithTypes}) on id = locked.account_id
  where health.account_id = locked.account_id`;

/** An account that a replica of the version before has added has no imported figures yet: all that it did not send here. */
const IMPORTED_SENDS = `
  coalesce(account.imported_sends, account.cumulative_sends
    - (select coalesce(sum(sent - bounced), 0)::int from account_day where account_id = account.id))`;

/** $1: computed accounts as a JSON array, $2 now. */
export const STORE_ACCOUNTS = `
  update sending_account account
  set imported_sends = ${IMPORTED_SENDS},
    start_reputation = case when account.imported_sends is null then account.reputation else account.start_reputation end,
    cumulative_sends = greatest(0, ${IMPORTED_SENDS} + computed.sends),
    warmup_started_at = coalesce(account.imported_started_at, health.first_sent_at, account.warmup_started_at),
    reputation = computed.reputation,
    health_score = computed.health_score,
    scored_at = $2
  from jsonb_to_recordset($1::jsonb) as computed (id uuid, sends int, reputation float8, health_score int)
  join account_health health on health.account_id = computed.id
  where account.id = computed.id`;

/** The version rises with the score alone: other services know nothing else. */
export const RAISE_VERSIONS = `
  update sending_account set version = version + 1, updated_at = $2 where id = any($1::uuid[]) returning *`;

const IS_STALE = 'health.touched <> health.refreshed or health.hour < $1';

/** $1: the current hour. A look of an idle system is this statement alone. */
export const ANY_STALE = `select exists (select from account_health health where ${IS_STALE}) as stale`;

/** $1: the current hour, $2 a limit. Skips the accounts that another replica works on or that a request changes. */
export const CLAIM_STALE = `
  select account.id
  from account_health health
  join sending_account account on account.id = health.account_id
  where ${IS_STALE}
  limit $2
  for no key update of account skip locked`;

/** Accounts that a replica of the version before has added. */
export const ADD_MISSING = `
  insert into account_health (account_id, workspace_id)
  select id, workspace_id from sending_account account
  where not exists (select from account_health where account_id = account.id)
  on conflict do nothing`;

/** $1 accounts, $2 their workspaces. */
export const ADD = `
  insert into account_health (account_id, workspace_id) select * from unnest($1::uuid[], $2::uuid[])`;

export const TOUCH = `
  ${lockedInOrder('$1::uuid[]')}
  update account_health health set touched = touched + 1 from locked where health.account_id = locked.account_id`;

const REPORTED = `
  spf, dkim, dmarc, warmup_started_at, imported_started_at, cumulative_sends, imported_sends, start_reputation,
  reputation_reported_at`;

/** $1: an account, $2 the account as it is about to be saved. */
export const SAVE_REPORTED = `
  update sending_account
  set (${REPORTED}) = (select ${REPORTED} from jsonb_populate_record(null::sending_account, $2::jsonb - 'id' - 'workspace_id'))
  where id = $1`;

/** $1: an account. Its columns that follow from other ones. */
export const COMPUTED = `
  select cumulative_sends, warmup_started_at, imported_sends, reputation, health_score, scored_at
  from sending_account where id = $1`;
