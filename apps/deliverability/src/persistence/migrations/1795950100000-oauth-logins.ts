import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `login_version`: the version at which the login last changed, so that a refusal of an earlier login is worth nothing.
 * `refused_by`: the server whose refusal is the `status_reason`. Only the SMTP server could refuse so far.
 */
const STATEMENTS = [
  `alter table sending_account
    add column oauth_client_id text,
    add column oauth_encrypted_client_secret text,
    add column oauth_encrypted_refresh_token text,
    add column oauth_token_url text,
    add column oauth_scope text,
    add column login_version int not null default 1,
    add column refused_by text,
    add constraint sending_account_oauth check (
      num_nulls(oauth_client_id, oauth_encrypted_refresh_token, oauth_token_url) in (0, 3)
      and (oauth_client_id is not null or num_nonnulls(oauth_encrypted_client_secret, oauth_scope) = 0)
    ),
    add constraint sending_account_deleted_has_no_tokens check (deleted_at is null or oauth_client_id is null),
    add constraint sending_account_login_version check (login_version between 1 and version)`,
  `update sending_account set refused_by = 'smtp' where status = 'error'`,
  `alter table sending_account add constraint sending_account_refused check (
    (refused_by is not null) = (status = 'error') and refused_by in ('smtp', 'imap', 'token')
  )`,
  // A row without a token says that the first one is being fetched.
  `create table access_token (
    account_id uuid primary key references sending_account on delete cascade,
    workspace_id uuid not null,
    encrypted_token text,
    fetched_at timestamptz,
    expires_at timestamptz,
    fetching_until timestamptz not null,
    constraint access_token_whole check (num_nulls(encrypted_token, fetched_at, expires_at) in (0, 3))
  )`,
];

export class OauthLogins1795950100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table access_token');
    await runner.query(`
      alter table sending_account
        drop column oauth_client_id, drop column oauth_encrypted_client_secret,
        drop column oauth_encrypted_refresh_token, drop column oauth_token_url, drop column oauth_scope,
        drop column login_version, drop column refused_by`);
  }
}
