import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The messages of one campaign, whose hours are counted anew at a launch or resume. */
export class IndexFactsByCampaign1796107200001 implements MigrationInterface {
  name = 'IndexFactsByCampaign1796107200001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index concurrently if not exists message_fact_of_campaign on message_fact (campaign_id)
      where campaign_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists message_fact_of_campaign');
  }
}
