import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks as they arrived, until they are handled. A handled one stays for a day without its body, so that a repeated one is
 * known by its hash. `next_attempt_at` is null once it is handled.
 */
const HOOK = `
  create table hook (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null,
    connection_id uuid not null references connection on delete cascade,
    body_hash bytea not null,
    content_type text not null,
    body text,
    received_at timestamptz not null,
    attempts int not null default 0,
    next_attempt_at timestamptz,
    handled_at timestamptz,
    constraint hook_once unique (connection_id, body_hash),
    constraint hook_handled check (
      (handled_at is null) = (next_attempt_at is not null) and (handled_at is null) = (body is not null)
    )
  )`;

/**
 * The registration of our URL at a platform whose API can; the connection has the id that it got. `secret_hash`: of the header
 * that the platform is told to send along. From the first hook with it on, hooks without it are refused (`secret_seen_at`).
 */
const HOOK_REGISTRATION = `
  create table hook_registration (
    connection_id uuid primary key references connection on delete cascade,
    workspace_id uuid not null,
    token_hash bytea,
    secret_hash bytea,
    secret_seen_at timestamptz,
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    constraint hook_registration_secret check ((token_hash is null) = (secret_hash is null))
  )`;

/** Asking a platform for what no hook has told. `polled_until`: all before it was asked for. */
const SIGNAL_POLL = `
  create table signal_poll (
    campaign_id uuid primary key references link on delete cascade,
    workspace_id uuid not null,
    polled_until timestamptz not null,
    next_poll_at timestamptz not null
  )`;

const INDEXES = [
  'create index hook_due on hook (next_attempt_at) where next_attempt_at is not null',
  'create index hook_handled_at on hook (handled_at) where handled_at is not null',
  'create index signal_poll_due on signal_poll (next_poll_at)',
];

/** Beside the times that the table has: replies, and the hits of programs, which never hide a person’s. */
const TOLD = `
  alter table message
    add column sent_key text,
    add column replied_at timestamptz,
    add column machine_opened_at timestamptz,
    add column machine_clicked_at timestamptz`;

export class CreateHooks1796200300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [HOOK, HOOK_REGISTRATION, SIGNAL_POLL, ...INDEXES, TOLD]) {
      await runner.query(statement);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table message
        drop column sent_key, drop column replied_at, drop column machine_opened_at, drop column machine_clicked_at`);
    await runner.query('drop table signal_poll, hook_registration, hook');
  }
}
