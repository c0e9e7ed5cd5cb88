import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An invited person has no password yet. */
const APP_USER = `
  alter table app_user
    alter column password_hash drop not null,
    add column name text,
    add column deactivated_at timestamptz`;

const SESSION = `
  alter table session
    add column address text,
    add column user_agent text`;

/** A key of before has no maker that is known. */
const API_KEY = 'alter table api_key add column created_by jsonb';

/** One token of a purpose for each person: a new one ends the old one. */
const ONE_TIME_TOKEN = `
  create table one_time_token (
    user_id uuid not null references app_user on delete cascade,
    purpose text not null check (purpose in ('invitation', 'password_reset')),
    hash bytea not null unique check (octet_length(hash) = 32),
    expires_at timestamptz not null,
    primary key (user_id, purpose)
  )`;

/** Without `confirmed_at` nobody has shown a code of the secret yet, and logins do not ask for one. */
const TOTP = `
  create table totp (
    user_id uuid primary key references app_user on delete cascade,
    secret bytea not null,
    confirmed_at timestamptz,
    last_step bigint not null default 0,
    tries integer not null default 0 check (tries >= 0),
    tries_since timestamptz not null
  )`;

const RECOVERY_CODE = `
  create table recovery_code (
    user_id uuid not null references totp on delete cascade,
    hash bytea not null check (octet_length(hash) = 32),
    primary key (user_id, hash)
  )`;

const AUDIT_EVENT = `
  create table audit_event (
    id uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    action text not null,
    actor jsonb not null,
    actor_id text generated always as (actor ->> 'id') stored,
    target jsonb,
    address text not null,
    user_agent text,
    request_id text not null,
    created_at timestamptz not null,
    details jsonb not null check (octet_length(details::text) <= 4000)
  )`;

const STATEMENTS = [
  APP_USER,
  SESSION,
  API_KEY,
  ONE_TIME_TOKEN,
  TOTP,
  RECOVERY_CODE,
  AUDIT_EVENT,
  `comment on table audit_event is 'append-only'`,
  'create index app_user_workspace on app_user (workspace_id, id)',
  'create index one_time_token_expiry on one_time_token (expires_at)',
  'create index audit_event_workspace on audit_event (workspace_id, id)',
  'create index audit_event_age on audit_event (created_at)',
];

export class People1795921039000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_event, recovery_code, totp, one_time_token');
    await runner.query('drop index app_user_workspace');
    await runner.query('alter table api_key drop column created_by');
    await runner.query('alter table session drop column address, drop column user_agent');
    await runner.query('delete from app_user where password_hash is null');
    await runner.query(
      `alter table app_user drop column name, drop column deactivated_at,
        alter column password_hash set not null`,
    );
  }
}
