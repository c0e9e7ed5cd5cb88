import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An account that is over the quota of its server rests, and a deleted account leaves its campaigns. */
export class AccountStops1795918828114 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table account_state
        add column rests_until timestamptz not null default '-infinity',
        add column deleted boolean not null default false,
        add constraint deleted_account_is_inactive check (not (deleted and active))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table account_state drop constraint deleted_account_is_inactive, drop column deleted, drop column rests_until`);
  }
}
