import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The trace of a campaign's launch or last resume: its sends leave long after the event of it was consumed. */
export class CampaignTraces1795989600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_send_state add column traceparent text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_send_state drop column traceparent');
  }
}
