import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What may be sent for a campaign, and how much of it has been. Claims lock it, so nothing else is looked up to decide.
 *
 * `version` 0: only a hold was heard of so far. `plan_seq` rises with everything that may make a send possible, so that
 * a claimant that found nothing does not put the campaign to sleep over what came meanwhile.
 */
const CAMPAIGN_PACE = `
  create table campaign_pace (
    campaign_id uuid primary key,
    workspace_id uuid not null,
    version int not null default 0,
    held boolean not null,
    hold_version int not null default 0,
    min_health_score int not null default 0,
    smart_time_gaps boolean not null default true,
    open_tracking boolean not null default false,
    daily_limit int not null default 0,
    time_zone text not null default 'UTC',
    start_hour int not null default 0,
    end_hour int not null default 24,
    send_days int[] not null default '{1,2,3,4,5,6,7}',
    open_from timestamptz not null default '-infinity',
    open_until timestamptz not null default '-infinity',
    sent_today int not null default 0,
    day_resets_at timestamptz not null default '-infinity',
    wake_at timestamptz not null,
    plan_seq bigint not null default 0,
    constraint never_open_unheard_of check (version > 0 or held)
  ) with (fillfactor = 50)`;

/** Not on `wake_at`: it changes with every claim, and an index on it would make none of these updates heap-only. */
const PACE_OPEN = 'create index campaign_pace_open on campaign_pace (campaign_id) where not held';

/** Which inboxes a campaign may use; some may not be known yet. */
const CAMPAIGN_LANE = `
  create table campaign_lane (
    campaign_id uuid not null references campaign_pace on delete cascade,
    account_id uuid not null,
    primary key (campaign_id, account_id)
  )`;

/** One inbox: what it may send, and how much of it has been. `next_at` keeps smart time gaps. */
const LANE = `
  create table lane (
    account_id uuid primary key,
    workspace_id uuid not null,
    email text not null,
    version int not null,
    active boolean not null,
    health_score int not null,
    daily_limit int not null,
    time_zone text not null,
    sent_today int not null default 0,
    day_resets_at timestamptz not null default '-infinity',
    next_at timestamptz not null default '-infinity'
  ) with (fillfactor = 50)`;

/**
 * One message to be: planned once per enrollment and step. A first message gets its inbox when it is claimed, a
 * follow-up has that of the message before. The index of `once` finds the earlier messages of a thread too.
 */
const SEND = `
  create table send (
    id uuid primary key default uuid_v7(),
    workspace_id uuid not null,
    campaign_id uuid not null,
    enrollment_id uuid not null,
    contact_id uuid not null,
    email text not null,
    step_id uuid not null,
    step_number int not null,
    account_id uuid,
    status text not null default 'scheduled',
    due_at timestamptz not null,
    attempts int not null default 0,
    claimed_by uuid,
    claim_id uuid,
    claimed_at timestamptz,
    handover_at timestamptz,
    message_id text,
    subject text,
    sent_at timestamptz,
    bounced_at timestamptz,
    opened_at timestamptz,
    error_code text,
    smtp_code int,
    error_message text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint once unique (enrollment_id, step_id),
    constraint known_status check (status in
      ('scheduled', 'sending', 'sent', 'bounced', 'failed', 'canceled', 'dropped', 'indeterminate')),
    constraint claimed_by_somebody check (status <> 'sending' or
      (claim_id is not null and claimed_by is not null and claimed_at is not null and account_id is not null)),
    constraint sent_some_time check (status <> 'sent' or (sent_at is not null and message_id is not null))
  )`;

const SEND_INDEXES = [
  `create index send_waiting on send (campaign_id, account_id, due_at) where status = 'scheduled'`,
  `create index send_in_hand on send (campaign_id, claimed_by) where status = 'sending'`,
  'create index send_of_campaign on send (campaign_id, id desc)',
];

/** Running processes, by the database's own clock: theirs may differ. */
const DISPATCHER_INSTANCE = `
  create table dispatcher_instance (
    id uuid primary key,
    seen_at timestamptz not null
  )`;

export class CreateDispatcher1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const laneOfAccount = 'create index campaign_lane_account on campaign_lane (account_id)';
    const tables = [CAMPAIGN_PACE, PACE_OPEN, CAMPAIGN_LANE, laneOfAccount, LANE, SEND, DISPATCHER_INSTANCE];
    for (const statement of [...tables, ...SEND_INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table dispatcher_instance, send, lane, campaign_lane, campaign_pace');
  }
}
