import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `
  alter table sending_account
    add column imap_host text,
    add column imap_port int,
    add column imap_secure boolean,
    add column imap_user text,
    add column imap_password_ciphertext bytea,
    add column imap_password_nonce bytea,
    add column imap_password_key_id text,
    add column deleted_at timestamptz,
    add constraint sending_account_imap check (num_nulls(imap_host, imap_port, imap_secure) in (0, 3)),
    add constraint sending_account_imap_password check (
      num_nulls(imap_password_ciphertext, imap_password_nonce, imap_password_key_id) in (0, 3)
    ),
    add constraint sending_account_deleted_is_out check (deleted_at is null or status = 'disconnected')`;

export class ImapAndDeletion1765100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    // The address of a deleted one is free again.
    await runner.query('drop index sending_account_email');
    await runner.query(
      'create unique index sending_account_email on sending_account (workspace_id, lower(email)) where deleted_at is null',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index sending_account_email');
    await runner.query(
      'create unique index sending_account_email on sending_account (workspace_id, lower(email))',
    );
    await runner.query(`alter table sending_account
      drop column imap_host, drop column imap_port, drop column imap_secure, drop column imap_user,
      drop column imap_password_ciphertext, drop column imap_password_nonce, drop column imap_password_key_id,
      drop column deleted_at`);
  }
}
