import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The limits of a campaign and the part of them that is used. A claim locks this row and needs no other to decide.
 *
 * `version` 0: only a hold is known. `schedule_version` rises with every change that can make a send possible, so that a
 * claim that found nothing does not put the campaign to sleep over such a change.
 */
const CAMPAIGN_SEND_STATE = `
  create table campaign_send_state (
    campaign_id uuid primary key,
    workspace_id uuid not null,
    version int not null default 0,
    held boolean not null,
    hold_version int not null default 0,
    archived boolean not null default false,
    min_health_score int not null default 0,
    smart_time_gaps boolean not null default true,
    open_tracking boolean not null default false,
    daily_limit int not null default 0,
    time_zone text not null default 'UTC',
    recipient_time_zone boolean not null default false,
    start_hour int not null default 0,
    end_hour int not null default 24,
    send_days int[] not null default '{1,2,3,4,5,6,7}',
    open_from timestamptz not null default '-infinity',
    open_until timestamptz not null default '-infinity',
    sent_today int not null default 0,
    day_resets_at timestamptz not null default '-infinity',
    wake_at timestamptz not null,
    schedule_version bigint not null default 0,
    constraint unknown_campaign_is_held check (version > 0 or held)
  ) with (fillfactor = 50)`;

/**
 * A look for work reads the first row of this index. Without it, each look read and sorted all campaigns that are not
 * held. Updates of `wake_at` are not heap-only therefore: two per claim, which is little beside the sends of the claim.
 */
const CAMPAIGN_WAKE_AT =
  'create index campaign_send_state_wake_at on campaign_send_state (wake_at) where not held';

/** The sending accounts that a campaign may use; some may not be known yet. */
const CAMPAIGN_ACCOUNT = `
  create table campaign_account (
    campaign_id uuid not null references campaign_send_state on delete cascade,
    account_id uuid not null,
    primary key (campaign_id, account_id)
  )`;

/**
 * The limit of a sending account and the part of it that is used. Smart time gaps end at `next_at`. An account whose
 * server cannot be reached gets no send until `cooldown_until`.
 */
const ACCOUNT_STATE = `
  create table account_state (
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
    next_at timestamptz not null default '-infinity',
    cooldown_until timestamptz not null default '-infinity'
  ) with (fillfactor = 50)`;

/**
 * One message, planned once per enrollment and step. The claim gives a first message its account; a follow-up has the
 * account of the message before. The index of `once` finds the earlier messages of a thread too. `closes_at` is the end
 * of the contact's window in which the send is due; it is null where the campaign's zone counts.
 */
const SEND = `
  create table send (
    id uuid primary key default uuid_v7(),
    workspace_id uuid not null,
    campaign_id uuid not null,
    enrollment_id uuid not null,
    contact_id uuid not null,
    email text not null,
    time_zone text,
    step_id uuid not null,
    step_number int not null,
    variant text,
    account_id uuid,
    status text not null default 'scheduled',
    due_at timestamptz not null,
    closes_at timestamptz,
    attempts int not null default 0,
    claimed_by uuid,
    claim_id uuid,
    claimed_at timestamptz,
    delivery_started_at timestamptz,
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
    constraint sending_is_claimed check (status <> 'sending' or
      (claim_id is not null and claimed_by is not null and claimed_at is not null and account_id is not null)),
    constraint sent_is_complete check (status <> 'sent' or (sent_at is not null and message_id is not null))
  )`;

/**
 * The lists begin after a pair of columns and are in the order of the pair, so both columns have one direction. Among
 * 200,000 sends of a campaign, the sends of a contact or of a rare status took 25 ms of both cores, and take 0.1 ms. The
 * two indexes cost 10 µs per planned and sent message.
 */
const SEND_INDEXES = [
  `create index send_waiting on send (campaign_id, account_id, due_at) where status = 'scheduled'`,
  `create index send_in_hand on send (campaign_id, claimed_by) where status = 'sending'`,
  'create index send_listed on send (campaign_id, id)',
  `create index send_ended_listed on send (campaign_id, id)
     where status in ('bounced', 'failed', 'canceled', 'dropped', 'indeterminate')`,
  'create index send_of_contact on send (contact_id, campaign_id)',
];

/** Running processes, by the clock of the database: their own clocks may differ. */
const DISPATCHER_INSTANCE = `
  create table dispatcher_instance (
    id uuid primary key,
    seen_at timestamptz not null
  )`;

export class CreateDispatcher1795824000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const campaigns = [
      CAMPAIGN_SEND_STATE,
      CAMPAIGN_WAKE_AT,
      CAMPAIGN_ACCOUNT,
      'create index campaign_account_account on campaign_account (account_id)',
    ];
    const statements = [...campaigns, ACCOUNT_STATE, SEND, ...SEND_INDEXES, DISPATCHER_INSTANCE];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table dispatcher_instance, send, account_state, campaign_account, campaign_send_state',
    );
  }
}
