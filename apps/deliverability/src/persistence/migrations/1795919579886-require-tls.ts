import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Null: TLS is required where there is a password. A server at this machine has worked without it so far, and its
 * connections leave the machine never.
 */
const STATEMENTS = [
  'alter table sending_account add column smtp_require_tls boolean, add column imap_require_tls boolean',
  `alter table sending_account
    add constraint sending_account_imap_tls check (imap_host is not null or imap_require_tls is null)`,
  `update sending_account set smtp_require_tls = false where smtp_host in ('127.0.0.1', '::1', 'localhost')`,
];

export class RequireTls1795919579886 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table sending_account drop column smtp_require_tls, drop column imap_require_tls',
    );
  }
}
