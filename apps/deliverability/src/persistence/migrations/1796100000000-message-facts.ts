import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The workspace is part of the key: an event that names a foreign workspace must not take the place of the true message.
 * `fillfactor`: milestones update the row; free space on its page keeps the update off the indexes.
 */
const MESSAGE_FACT = `
  create table message_fact (
    send_id uuid not null,
    workspace_id uuid not null,
    account_id uuid,
    campaign_id uuid,
    warmup boolean not null,
    sent_at timestamptz,
    bounced_at timestamptz,
    complained_at timestamptz,
    opened_at timestamptz,
    replied_at timestamptz,
    unsubscribed_at timestamptz,
    placement text,
    first_at timestamptz not null,
    primary key (send_id, workspace_id),
    constraint message_fact_placement check (placement in ('inbox', 'spam'))
  ) with (fillfactor = 80)`;

/** Without a check of the counts: a difference may be negative, and PostgreSQL checks it before it finds the row to add it to. */
const ACCOUNT_HOUR = `
  create table account_hour (
    account_id uuid not null,
    workspace_id uuid not null,
    hour timestamptz not null,
    sent int not null default 0,
    bounced int not null default 0,
    complained int not null default 0,
    opened int not null default 0,
    replied int not null default 0,
    unsubscribed int not null default 0,
    warmup_sent int not null default 0,
    warmup_bounced int not null default 0,
    placed_inbox int not null default 0,
    placed_spam int not null default 0,
    primary key (account_id, hour),
    constraint account_hour_hour check (hour = date_trunc('hour', hour, 'UTC'))
  ) with (fillfactor = 70)`;

const WINDOWS = ['day', 'week', 'month'].map((window) =>
  ['sent', 'bounced', 'complained', 'opened', 'replied', 'unsubscribed']
    .map((figure) => `${window}_${figure} int not null default 0`)
    .join(', '),
);

/**
 * An account is stale while `touched` and `refreshed` differ: an event that comes during a refresh raises `touched` again and
 * is not lost. No index mentions the two: each batch of events raises `touched`, and a row that no index mentions is
 * updated within its page. `hour`: the hour whose windows the figures are. `folded_sends`: those of hours that are not kept.
 */
const ACCOUNT_HEALTH = `
  create table account_health (
    account_id uuid primary key references sending_account,
    workspace_id uuid not null,
    touched bigint not null default 0,
    refreshed bigint not null default -1,
    hour timestamptz not null default '-infinity',
    first_sent_at timestamptz,
    folded_sends bigint not null default 0,
    ${WINDOWS.join(',\n    ')},
    placed_inbox int not null default 0,
    placed_spam int not null default 0
  ) with (fillfactor = 50)`;

/** Null in accounts that a replica of the version before adds: the first refresh fills them. */
const IMPORTED = `
  alter table sending_account
    add column imported_sends int,
    add column imported_started_at timestamptz,
    add column start_reputation double precision,
    add column reputation_reported_at timestamptz`;

/** Until the version before is gone, its replicas go on counting days. Each day is counted at its first hour. */
const FORWARD_DAYS = `
  create function forward_account_day() returns trigger language plpgsql as $$
  begin
    insert into account_hour (account_id, workspace_id, hour, sent, bounced, complained)
    select id, workspace_id, date_trunc('hour', new.day::timestamp at time zone time_zone, 'UTC'),
      new.sent - coalesce(old.sent, 0), new.bounced - coalesce(old.bounced, 0),
      coalesce(new.complained, 0) - coalesce(old.complained, 0)
    from sending_account where id = new.account_id
    on conflict (account_id, hour) do update set
      sent = account_hour.sent + excluded.sent, bounced = account_hour.bounced + excluded.bounced,
      complained = account_hour.complained + excluded.complained;
    insert into account_health as health (account_id, workspace_id)
    select id, workspace_id from sending_account where id = new.account_id
    on conflict (account_id) do update set touched = health.touched + 1;
    return null;
  end $$`;

const KNOWN_DAYS = `
  insert into account_hour (account_id, workspace_id, hour, sent, bounced, complained)
  select account.id, account.workspace_id, date_trunc('hour', day.day::timestamp at time zone account.time_zone, 'UTC'),
    sum(day.sent), sum(day.bounced), sum(coalesce(day.complained, 0))
  from account_day day join sending_account account on account.id = day.account_id
  where day.day > current_date - 40
  group by 1, 2, 3`;

/** Their sends of 40 days are in the hours now, and all before count as imported. */
const KNOWN_ACCOUNTS = `
  update sending_account account
  set imported_sends = account.cumulative_sends - coalesce(
      (select sum(sent - bounced) from account_hour where account_id = account.id), 0),
    imported_started_at = account.warmup_started_at,
    start_reputation = account.reputation`;

const KNOWN_HEALTH = `
  insert into account_health (account_id, workspace_id) select id, workspace_id from sending_account`;

/** Facts about messages, and the hours and figures of accounts that follow from them. */
export class MessageFacts1796100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [
      MESSAGE_FACT,
      'create index message_fact_of_account on message_fact (account_id) where account_id is not null',
      'create index message_fact_age on message_fact (first_at)',
      ACCOUNT_HOUR,
      'create index account_hour_age on account_hour using brin (hour)',
      ACCOUNT_HEALTH,
      'create index account_health_of_workspace on account_health (workspace_id)',
      IMPORTED,
      'lock table account_day in share row exclusive mode',
      FORWARD_DAYS,
      `create trigger forward_account_day after insert or update on account_day
       for each row execute function forward_account_day()`,
      KNOWN_DAYS,
      KNOWN_ACCOUNTS,
      KNOWN_HEALTH,
    ];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop trigger forward_account_day on account_day');
    await runner.query('drop function forward_account_day');
    await runner.query(`
      alter table sending_account
        drop column reputation_reported_at, drop column start_reputation, drop column imported_started_at,
        drop column imported_sends`);
    await runner.query('drop table account_health, account_hour, message_fact');
  }
}
