import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `fillfactor`: a fact is written again with every milestone; room on its own page keeps that off the index. */
const EMAIL_FACT = `
  create table email_fact (
    send_id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null,
    enrollment_id uuid not null,
    contact_id uuid not null,
    step_id uuid not null,
    step_number integer not null,
    account_id uuid,
    sent_at timestamptz,
    bounced_at timestamptz,
    opened_at timestamptz,
    clicked_at timestamptz,
    replied_at timestamptz,
    unsubscribed_at timestamptz,
    complained_at timestamptz
  ) with (fillfactor = 70)`;

/** The first message of a campaign by which a contact replied, unsubscribed or complained: the one that counts. */
const CONTACT_FACT = `
  create table contact_fact (
    campaign_id uuid not null,
    contact_id uuid not null,
    counter text not null check (counter in ('replied', 'unsubscribed', 'spam_complaints')),
    workspace_id uuid not null,
    at timestamptz not null,
    send_id uuid not null,
    step_id uuid not null,
    step_number integer not null,
    primary key (campaign_id, contact_id, counter)
  )`;

const COUNTERS = `
    total_sent integer not null,
    bounced integer not null,
    opened integer not null,
    clicked integer not null,
    replied integer not null,
    unsubscribed integer not null,
    spam_complaints integer not null`;

/** Few rows that every batch writes: mostly empty pages leave the dead versions where the next write reuses them. */
const STEP_TOTAL = `
  create table step_total (
    campaign_id uuid not null,
    step_id uuid not null,
    step_number integer not null,
    workspace_id uuid not null,${COUNTERS},
    primary key (campaign_id, step_id)
  ) with (fillfactor = 50)`;

const HOUR_TOTAL = `
  create table hour_total (
    campaign_id uuid not null,
    hour timestamptz not null,
    workspace_id uuid not null,${COUNTERS},
    primary key (campaign_id, hour)
  ) with (fillfactor = 50)`;

export class EmailFacts1700000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [EMAIL_FACT, CONTACT_FACT, STEP_TOTAL, HOUR_TOTAL]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table hour_total, step_total, contact_fact, email_fact');
  }
}
