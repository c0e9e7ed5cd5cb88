import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The messages of an account to an address, for mail that names no message. Partial: a send enters the index once, when
 * its outcome is recorded, and not while it waits and is claimed.
 */
export class IndexSendsByAddress1795950311000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index concurrently if not exists send_to_address on send (account_id, lower(email))
      where status in ('sent', 'bounced', 'indeterminate')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists send_to_address');
  }
}
