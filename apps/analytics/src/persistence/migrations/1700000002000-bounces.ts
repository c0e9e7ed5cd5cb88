import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why each message came back: the first word on it stays. */
const BOUNCE = `
  create table bounce (
    send_id uuid primary key,
    workspace_id uuid not null,
    campaign_id uuid not null,
    class text not null,
    smtp_code integer,
    enhanced_code text,
    message text not null,
    at timestamptz not null
  )`;

const OF_CAMPAIGN = 'create index bounce_of_campaign on bounce (campaign_id)';

const CHANGED = 'alter table step_total add column updated_at timestamptz not null default now()';

export class Bounces1700000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [BOUNCE, OF_CAMPAIGN, CHANGED]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table step_total drop column updated_at');
    await runner.query('drop table bounce');
  }
}
