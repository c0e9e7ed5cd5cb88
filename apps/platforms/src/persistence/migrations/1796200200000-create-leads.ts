import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An enrollment on its way to the platform. `pushing` is claimed by a process, and `push_started_at` marks that its request may
 * have left; `doubtful`: nobody knows whether the platform has it. `next_attempt_at`: when it is pushed, looked up or removed
 * next. `leave_at`: it is to be removed at the platform then, whatever it is doing now; in a lead that is over, when it was.
 */
const LEAD = `
  create table lead (
    enrollment_id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null,
    contact_id uuid not null,
    email text not null,
    status text not null default 'waiting',
    platform_lead_id text,
    due_at timestamptz not null,
    next_attempt_at timestamptz not null,
    attempts int not null default 0,
    claimed_by uuid,
    claim_id uuid,
    claimed_at timestamptz,
    push_started_at timestamptz,
    leave_reason text,
    leave_at timestamptz,
    leaving_since timestamptz,
    error_code text,
    error_message text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint lead_status check (status in
      ('waiting', 'pushing', 'doubtful', 'pushed', 'refused', 'leaving', 'removed', 'canceled')),
    constraint lead_pushing_is_claimed check (
      status <> 'pushing' or (claimed_by is not null and claim_id is not null and claimed_at is not null)
    ),
    constraint lead_doubtful_was_started check (status <> 'doubtful' or push_started_at is not null),
    constraint lead_leaves_for_a_reason check ((leave_at is null) = (leave_reason is null)),
    constraint lead_leaving check (status <> 'leaving' or (leave_at is not null and leaving_since is not null)),
    constraint lead_error check ((error_code is null) = (error_message is null))
  )`;

/** One step of a lead: what it was told to say, and what the platform has told of it; the first time of each fact. */
const MESSAGE = `
  create table message (
    send_id uuid primary key,
    enrollment_id uuid not null,
    workspace_id uuid not null,
    campaign_id uuid not null,
    step_id uuid not null,
    step_number int not null,
    variant text,
    subject text not null,
    due_at timestamptz not null,
    account_id uuid,
    message_id text,
    sent_at timestamptz,
    opened_at timestamptz,
    clicked_at timestamptz,
    bounced_at timestamptz,
    unsubscribed_at timestamptz,
    constraint message_once unique (enrollment_id, step_number),
    foreign key (enrollment_id) references lead on delete cascade
  )`;

const INDEXES = [
  `create index lead_waiting on lead (campaign_id, next_attempt_at) where status = 'waiting'`,
  `create index lead_in_hand on lead (claimed_by) where status = 'pushing'`,
  `create index lead_doubtful on lead (campaign_id, next_attempt_at) where status = 'doubtful'`,
  `create index lead_leaving on lead (campaign_id, next_attempt_at) where status = 'leaving'`,
  'create index lead_of_address on lead (campaign_id, lower(email))',
  'create index lead_of_contact on lead (contact_id)',
];

export class CreateLeads1796200200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [LEAD, MESSAGE, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table message, lead');
  }
}
