import type { MigrationInterface, QueryRunner } from 'typeorm';

const WORKSPACE = `
  create table workspace (
    id uuid primary key,
    name text not null,
    time_zone text not null,
    created_at timestamptz not null
  )`;

const APP_USER = `
  create table app_user (
    id uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    email text not null,
    password_hash text not null,
    role text not null default 'owner' check (role in ('owner', 'admin', 'member', 'viewer')),
    created_at timestamptz not null
  )`;

const SESSION = `
  create table session (
    id uuid primary key,
    user_id uuid not null references app_user on delete cascade,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    revoked_at timestamptz
  )`;

const API_KEY = `
  create table api_key (
    id uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    name text not null default 'First key',
    hash bytea not null unique check (octet_length(hash) = 32),
    prefix text not null,
    scopes text[] not null,
    rate_limit integer check (rate_limit between 1 and 3000),
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz not null
  )`;

const CLIENT = `
  create table client (
    id uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    name text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`;

/** Without a status the first request is still running, or its process died. */
const IDEMPOTENCY_RECORD = `
  create table idempotency_record (
    workspace_id uuid not null references workspace on delete cascade,
    key_hash bytea not null,
    request_hash bytea not null,
    claim_id uuid not null,
    claimed_until timestamptz not null,
    expires_at timestamptz not null,
    status smallint,
    media_type text,
    body bytea,
    primary key (workspace_id, key_hash),
    check ((status is null) = (body is null) and (status is null) = (media_type is null))
  )`;

/**
 * The table is unlogged, because a count must not wait for a disk: a server that crashes loses only the counts of the
 * current minute. Half of each page stays free, so that an update stays in its page and touches no index.
 */
const RATE_COUNTER = `
  create unlogged table rate_counter (
    name text not null,
    minute timestamptz not null,
    ceiling integer not null,
    used integer not null check (used >= 0),
    granted integer not null,
    primary key (name, minute)
  ) with (fillfactor = 50)`;

const TABLES = [WORKSPACE, APP_USER, SESSION, API_KEY, CLIENT, IDEMPOTENCY_RECORD, RATE_COUNTER];

const INDEXES = [
  'create unique index app_user_email on app_user (workspace_id, lower(email))',
  'create index app_user_login on app_user (lower(email))',
  'create index session_user_id on session (user_id)',
  'create index session_age on session (last_used_at)',
  'create index api_key_workspace on api_key (workspace_id)',
  'create index client_workspace on client (workspace_id, id)',
  'create index idempotency_record_expiry on idempotency_record (expires_at)',
  'create index rate_counter_minute on rate_counter (minute)',
];

export class CreateGateway1795824000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...INDEXES]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table rate_counter, idempotency_record, client, api_key, session, app_user, workspace',
    );
  }
}
