import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An account that is over the quota of its mail server rests. */
export class AccountRests1795920056125 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sending_account
        add column rests_until timestamptz,
        add column rest_reason text,
        add constraint sending_account_rest_has_a_reason check ((rests_until is null) = (rest_reason is null))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sending_account
        drop constraint sending_account_rest_has_a_reason, drop column rest_reason, drop column rests_until`);
  }
}
