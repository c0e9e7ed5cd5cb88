import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `plan_at`: when its next day is planned; `infinity` while it is not active. */
const WARMUP_CAMPAIGN = `
  create table warmup_campaign (
    campaign_id uuid primary key,
    workspace_id uuid not null,
    version int not null,
    active boolean not null,
    ramp_start int not null,
    ramp_step int not null,
    ramp_ceiling int not null,
    start_hour int not null,
    end_hour int not null,
    send_days int[] not null,
    time_zone text not null,
    plan_at timestamptz not null,
    constraint warmup_campaign_ramp check (ramp_start >= 1 and ramp_step >= 0 and ramp_ceiling >= ramp_start)
  )`;

/** `days`: the days that were planned for the account, the last of them \`planned_on\`. One that has left stays as a row. */
const WARMUP_ACCOUNT = `
  create table warmup_account (
    campaign_id uuid not null references warmup_campaign on delete cascade,
    account_id uuid not null,
    workspace_id uuid not null,
    member boolean not null,
    days int not null default 0,
    planned_on date,
    primary key (campaign_id, account_id),
    constraint warmup_account_days check (days >= 0 and (days = 0) = (planned_on is null))
  )`;

/**
 * `thread_id`: the first message of its thread, `depth`: how many came before it, `answers`: the one that it answers. `closes_at`: the end of the window
 * in which it may leave. `next_try_at`: when it is handed to the dispatcher next.
 */
const WARMUP_MESSAGE = `
  create table warmup_message (
    id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null references warmup_campaign on delete cascade,
    from_account_id uuid not null,
    to_account_id uuid not null,
    day date not null,
    thread_id uuid not null,
    depth int not null,
    answers uuid,
    "references" text[] not null,
    status text not null,
    due_at timestamptz not null,
    closes_at timestamptz not null,
    next_try_at timestamptz not null,
    sent_at timestamptz,
    placement text,
    received_at timestamptz,
    constraint warmup_message_status check (
      status in ('planned', 'handed_over', 'sent', 'bounced', 'failed', 'indeterminate', 'dropped')),
    constraint warmup_message_never_to_itself check (from_account_id <> to_account_id),
    constraint warmup_message_thread check (
      depth >= 0 and (depth = 0) = (thread_id = id) and (depth = 0) = (answers is null)),
    constraint warmup_message_receipt check (
      num_nonnulls(placement, received_at) in (0, 2) and placement in ('inbox', 'spam'))
  )`;

const INDEXES = [
  'create index warmup_campaign_of_workspace on warmup_campaign (workspace_id)',
  'create index warmup_campaign_plan on warmup_campaign (plan_at) where active',
  'create index warmup_account_of_account on warmup_account (account_id) where member',
  `create index warmup_message_due on warmup_message (next_try_at) where status = 'planned'`,
  'create index warmup_message_of_account on warmup_message (campaign_id, from_account_id, day)',
  'create unique index warmup_message_answered_once on warmup_message (answers) where answers is not null',
  'create index warmup_message_age on warmup_message (due_at)',
];

/**
 * Warmup campaigns. `warms_up` of a sending account: its spam folder is looked into. It is null in rows that the version
 * before has written.
 */
export class WarmupCampaigns1796114400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [WARMUP_CAMPAIGN, WARMUP_ACCOUNT, WARMUP_MESSAGE, ...INDEXES])
      await runner.query(statement);
    await runner.query('alter table sending_account add column warms_up boolean');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sending_account drop column warms_up');
    await runner.query('drop table warmup_message, warmup_account, warmup_campaign');
  }
}
