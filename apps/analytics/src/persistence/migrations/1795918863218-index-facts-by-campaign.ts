import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The facts of one campaign, for a report that begins or ends within a quarter of an hour. */
export class IndexFactsByCampaign1795918863218 implements MigrationInterface {
  name = 'IndexFactsByCampaign1795918863218';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create index concurrently if not exists email_fact_campaign on email_fact (campaign_id)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists email_fact_campaign');
  }
}
