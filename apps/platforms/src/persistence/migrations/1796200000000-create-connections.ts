import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The key of a workspace, or of one of its clients, at a platform. `tokens`, `refilled_at` and `blocked_until` are the
 * bucket that all replicas share; it begins full. `hook_id`: of the webhook that was registered there, where their API can.
 */
const CONNECTION = `
  create table connection (
    id uuid primary key,
    workspace_id uuid not null,
    client_id uuid,
    platform text not null,
    time_zone text not null,
    encrypted_credentials text not null,
    hook_token_hash bytea not null,
    encrypted_hook_token text not null,
    hook_id text,
    status text not null,
    reason_code text,
    reason text,
    checked_at timestamptz not null,
    next_check_at timestamptz,
    accounts_synced_at timestamptz,
    next_sync_at timestamptz not null,
    tokens double precision not null default 0,
    refilled_at timestamptz not null default 'epoch',
    blocked_until timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint connection_platform check (platform in ('reachinbox', 'smartlead', 'instantly', 'lemlist')),
    constraint connection_status check (status in ('working', 'broken')),
    constraint connection_reason check (
      (status = 'broken') = (reason_code is not null) and (reason_code is null) = (reason is null)
        and (status = 'broken') = (next_check_at is not null)
    ),
    constraint connection_once unique nulls not distinct (workspace_id, platform, client_id)
  )`;

/** The accounts that a platform has connected. A sending account of ours may have been there before. */
const PLATFORM_ACCOUNT = `
  create table platform_account (
    connection_id uuid not null references connection on delete cascade,
    email text not null,
    external_id text not null,
    sending_account_id uuid not null,
    active boolean not null,
    seen_at timestamptz not null,
    primary key (connection_id, email),
    constraint platform_account_email check (email = lower(email))
  )`;

const INDEXES = [
  'create unique index connection_hook_token on connection (hook_token_hash)',
  `create index connection_sync_due on connection (next_sync_at) where status = 'working'`,
  'create index connection_check_due on connection (next_check_at) where next_check_at is not null',
  'create index platform_account_of_sending_account on platform_account (sending_account_id)',
];

export class CreateConnections1796200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [CONNECTION, PLATFORM_ACCOUNT, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table platform_account, connection');
  }
}
