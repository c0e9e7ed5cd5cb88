import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `fillfactor`: each milestone updates the row again; free space on its page keeps the update off the index. */
const EMAIL_FACT = `
  create table email_fact (
    send_id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null,
    enrollment_id uuid not null,
    contact_id uuid not null,
    step_id uuid not null,
    step_number integer not null,
    variant text collate "C",
    account_id uuid,
    sent_at timestamptz,
    bounced_at timestamptz,
    opened_at timestamptz,
    clicked_at timestamptz,
    replied_at timestamptz,
    unsubscribed_at timestamptz,
    complained_at timestamptz,
    constraint email_fact_step_number check (step_number >= 1),
    constraint email_fact_variant check (variant <> '')
  ) with (fillfactor = 70)`;

/** The first message of a campaign by which a contact replied, unsubscribed or complained: the one that counts. */
const CONTACT_FACT = `
  create table contact_fact (
    campaign_id uuid not null,
    contact_id uuid not null,
    counter text not null,
    workspace_id uuid not null,
    at timestamptz not null,
    send_id uuid not null,
    step_id uuid not null,
    step_number integer not null,
    variant text collate "C",
    primary key (campaign_id, contact_id, counter),
    constraint contact_fact_counter check (counter in ('replied', 'unsubscribed', 'spam_complaints')),
    constraint contact_fact_step_number check (step_number >= 1),
    constraint contact_fact_variant check (variant <> '')
  )`;

const COUNTERS = `
    total_sent integer not null,
    bounced integer not null,
    opened integer not null,
    clicked integer not null,
    replied integer not null,
    unsubscribed integer not null,
    spam_complaints integer not null`;

/**
 * The label of a variant is part of the key, so that it is empty, not null, where a step has no variants. Every batch
 * updates these few rows: half-empty pages leave space for the next version of a row beside the dead ones.
 */
const STEP_TOTAL = `
  create table step_total (
    campaign_id uuid not null,
    step_id uuid not null,
    variant text collate "C" not null default '',
    step_number integer not null,
    workspace_id uuid not null,${COUNTERS},
    updated_at timestamptz not null default now(),
    primary key (campaign_id, step_id, variant),
    constraint step_total_step_number check (step_number >= 1)
  ) with (fillfactor = 50)`;

const HOUR_TOTAL = `
  create table hour_total (
    campaign_id uuid not null,
    hour timestamptz not null,
    workspace_id uuid not null,${COUNTERS},
    primary key (campaign_id, hour),
    constraint hour_total_hour check (hour = date_trunc('hour', hour, 'UTC'))
  ) with (fillfactor = 50)`;

/** The first reason why a message bounced stays. */
const BOUNCE = `
  create table bounce (
    send_id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null,
    class text not null,
    smtp_code integer,
    enhanced_code text,
    message text not null,
    at timestamptz not null,
    constraint bounce_class check (
      class in ('hard', 'mailbox_unavailable', 'content_rejected', 'reputation_blocked', 'policy_rejected', 'network',
        'unknown')
    )
  )`;

const BOUNCE_OF_CAMPAIGN = 'create index bounce_of_campaign on bounce (campaign_id)';

const STATEMENTS = [EMAIL_FACT, CONTACT_FACT, STEP_TOTAL, HOUR_TOTAL, BOUNCE, BOUNCE_OF_CAMPAIGN];

export class CreateAnalytics1795824000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table bounce, hour_total, step_total, contact_fact, email_fact');
  }
}
