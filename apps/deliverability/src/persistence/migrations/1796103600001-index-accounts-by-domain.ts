import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The accounts of one sending domain, whose results change together. */
export class IndexAccountsByDomain1796103600001 implements MigrationInterface {
  name = 'IndexAccountsByDomain1796103600001';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index concurrently if not exists sending_account_of_domain
      on sending_account (workspace_id, lower(split_part(email, '@', 2)))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists sending_account_of_domain');
  }
}
