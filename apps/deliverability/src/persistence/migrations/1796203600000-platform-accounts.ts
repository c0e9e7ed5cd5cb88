import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Accounts of outside platforms: nobody here logs in to their servers. The rows of before keep the constraints, so the table is
 * not read behind the lock.
 */
export class PlatformAccounts1796203600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sending_account alter column smtp_host drop not null, alter column smtp_port drop not null,
        alter column smtp_secure drop not null`);
    await runner.query(`
      alter table sending_account drop constraint sending_account_provider, add constraint sending_account_provider check (
        case when provider in ('smtp', 'gmail', 'microsoft365') then num_nulls(smtp_host, smtp_port, smtp_secure) = 0
        else provider in ('reachinbox', 'smartlead', 'instantly', 'lemlist') and num_nonnulls(smtp_host, smtp_port,
          smtp_secure, smtp_user, smtp_encrypted_password, imap_host, oauth_client_id) = 0
        end) not valid`);
    await runner.query(`
      alter table sending_account drop constraint sending_account_refused, add constraint sending_account_refused
        check ((refused_by is not null) = (status = 'error') and refused_by in ('smtp', 'imap', 'token', 'platform')) not valid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sending_account drop constraint sending_account_provider,
        drop constraint sending_account_refused, add constraint sending_account_provider
        check (provider in ('smtp', 'gmail', 'microsoft365')), add constraint sending_account_refused
        check ((refused_by is not null) = (status = 'error') and refused_by in ('smtp', 'imap', 'token')),
        alter column smtp_host set not null, alter column smtp_port set not null, alter column smtp_secure set not null`);
  }
}
