import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Those under way of one company in a campaign, and the contacts that carry a domain. */
const INDEXES = {
  enrollment_unfinished_domain: `
    enrollment (campaign_id, split_part(lower(email), '@', 2)) where status in ('pending', 'active')`,
  contact_company_domain: `
    contact (workspace_id, lower(company_domain)) where company_domain is not null`,
};

export class IndexColleagues1795950601000 implements MigrationInterface {
  readonly transaction = false;

  /** All statements can be run again: an index that was not finished is dropped first. */
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, definition] of Object.entries(INDEXES)) {
      await runner.query(`drop index concurrently if exists ${name}`);
      await runner.query(`create index concurrently ${name} on ${definition}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(INDEXES)) await runner.query(`drop index concurrently if exists ${name}`);
  }
}
