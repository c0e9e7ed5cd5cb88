import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whether another platform sends the messages of a campaign. One that was created before is a draft: its launch tells it. */
export class DelegatedCampaigns1796200200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_replica add column delegated boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_replica drop column delegated');
  }
}
