import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For hooks that name a lead by its id at the platform, whose address was changed there. */
export class IndexLeadsByTheirId1796200310000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index concurrently if not exists lead_there on lead (campaign_id, platform_lead_id)
      where platform_lead_id is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists lead_there');
  }
}
