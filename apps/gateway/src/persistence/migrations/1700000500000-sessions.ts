import type { MigrationInterface, QueryRunner } from 'typeorm';

const SESSION = `
  create table session (
    id uuid primary key,
    user_id uuid not null references app_user on delete cascade,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    revoked_at timestamptz
  )`;

/** People log in, each with a role. */
export class Sessions1700000500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The people who are there already came with their workspaces.
    await runner.query(`
      alter table app_user add column role text not null default 'owner'
      check (role in ('owner', 'admin', 'member', 'viewer'))`);
    await runner.query('create index app_user_login on app_user (lower(email))');
    await runner.query(SESSION);
    await runner.query('create index session_user_id on session (user_id)');
    await runner.query('create index session_age on session (last_used_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table session');
    await runner.query('drop index app_user_login');
    await runner.query('alter table app_user drop column role');
  }
}
