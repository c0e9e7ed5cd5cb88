import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Those under way of one company in a campaign. */
const INDEX = `
  create index concurrently enrollment_unfinished_domain
  on enrollment (campaign_id, split_part(lower(email), '@', 2)) where status in ('pending', 'active')`;

export class IndexColleagues1795950601000 implements MigrationInterface {
  readonly transaction = false;

  /** Both statements can be run again: an index that was not finished is dropped first. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists enrollment_unfinished_domain');
    await runner.query(INDEX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists enrollment_unfinished_domain');
  }
}
