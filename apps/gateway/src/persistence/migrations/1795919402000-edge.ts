import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wrong logins by the hash of network and address: no list of who tried to log in from where. */
const LOGIN_ATTEMPT = `
  create table login_attempt (
    name bytea primary key check (octet_length(name) = 32),
    failures integer not null check (failures > 0),
    blocked_until timestamptz not null,
    last_at timestamptz not null
  )`;

/** Tokens that were issued and exchanged: only these tell that a token was stolen. */
const USED_REFRESH_TOKEN = `
  create table used_refresh_token (
    hash bytea primary key check (octet_length(hash) = 32),
    session_id uuid not null references session on delete cascade,
    used_at timestamptz not null
  )`;

/** Bytes of answers that were kept in an hour. */
const IDEMPOTENCY_USAGE = `
  create table idempotency_usage (
    workspace_id uuid not null references workspace on delete cascade,
    hour timestamptz not null,
    bytes bigint not null check (bytes >= 0),
    primary key (workspace_id, hour)
  )`;

/** An answer that shows a secret or is too large is not kept, its status is. */
const KEPT = 'alter table idempotency_record add column kept boolean not null default true';

const INDEXES = [
  'create index login_attempt_age on login_attempt (last_at)',
  'create index used_refresh_token_session on used_refresh_token (session_id)',
  'create index used_refresh_token_age on used_refresh_token (used_at)',
  'create index idempotency_usage_hour on idempotency_usage (hour)',
];

export class Edge1795919402000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const statements = [LOGIN_ATTEMPT, USED_REFRESH_TOKEN, IDEMPOTENCY_USAGE, KEPT, ...INDEXES];
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table idempotency_record drop column kept');
    await runner.query('drop table idempotency_usage, used_refresh_token, login_attempt');
  }
}
