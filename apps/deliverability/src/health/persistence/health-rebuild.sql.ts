import { zoneSql } from '#database';
import { FIGURES } from '../domain/hour-figures.js';

/**
 * Waits for the batches at work and holds off new ones, which begin by inserting here. It comes before any lock of a row, so
 * that nobody waits in a circle. The gate reads on.
 */
export const HOLD_OFF_CONSUMERS = 'lock table message_fact in share row exclusive mode';

/** $1: an account. The last one of the range that begins after it, of $2 accounts. */
export const END_OF_RANGE = `
  select id from sending_account where id > $1 order by id offset $2 limit 1`;

const IN_RANGE = 'account_id > $1 and account_id <= $2';

/** $3: hours before it are not kept, or are folded already. */
export const CLEAR_HOURS = `delete from account_hour where ${IN_RANGE} and hour >= $3`;

/** `hourChanges` of a whole message, in SQL. */
const COUNTED_OF_MESSAGE = `
  cross join lateral (values
    ('sent', case when not warmup then least(sent_at, bounced_at) end),
    ('bounced', case when not warmup then bounced_at end),
    ('complained', case when not warmup then complained_at end),
    ('opened', case when not warmup then opened_at end),
    ('replied', case when not warmup then replied_at end),
    ('unsubscribed', case when not warmup then unsubscribed_at end),
    ('warmup_sent', case when warmup then least(sent_at, bounced_at) end),
    ('warmup_bounced', case when warmup then bounced_at end),
    ('placed_inbox', case when warmup and placement = 'inbox' then least(sent_at, bounced_at) end),
    ('placed_spam', case when warmup and placement = 'spam' then least(sent_at, bounced_at) end)
  ) as counted (figure, at)`;

/** The days that the version before has counted, for as long as its table is there. */
const DAYS_BEFORE = `
  select day.account_id, account.workspace_id,
    date_trunc('hour', day.day::timestamp at time zone ${zoneSql('account.time_zone')}, 'UTC'), counted.figure, counted.count
  from account_day day
  join sending_account account on account.id = day.account_id
  cross join lateral (
    values ('sent', day.sent), ('bounced', day.bounced), ('complained', day.complained)
  ) as counted (figure, count)
  where day.account_id > $1 and day.account_id <= $2`;

export const COUNT_HOURS = `
  insert into account_hour (account_id, workspace_id, hour, ${FIGURES.join(', ')})
  select account_id, workspace_id, hour,
    ${FIGURES.map((figure) => `coalesce(sum(count) filter (where figure = '${figure}'), 0)`).join(', ')}
  from (
    select account_id, workspace_id, date_trunc('hour', at, 'UTC') as hour, figure, 1 as count
    from message_fact ${COUNTED_OF_MESSAGE}
    where ${IN_RANGE} and at is not null
    union all
    ${DAYS_BEFORE}
  ) as counted
  where hour >= $3
  group by account_id, workspace_id, hour`;

/** The first send may be older than all facts that are kept. */
export const TOUCH_RANGE = `
  update account_health health
  set touched = touched + 1, first_sent_at = least(first_sent_at, (
    select min(least(sent_at, bounced_at)) from message_fact
    where account_id = health.account_id and least(sent_at, bounced_at) >= $3
  ))
  where ${IN_RANGE}`;

export const COUNT_RANGE = `
  select count(*)::int as accounts from sending_account where id > $1 and id <= $2`;
