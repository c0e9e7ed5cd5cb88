import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A process that reads mailboxes; it is dead when it was not seen for a while. */
const READER = 'create table mailbox_reader (id uuid primary key, seen_at timestamptz not null)';

/**
 * `is_read`: the account has an IMAP server, and is neither deleted nor disconnected. `source`…`read_until`: how far it was
 * read. A row stays when its account is deleted, because an event of an earlier version may come later.
 */
const MAILBOX = `
  create table mailbox (
    account_id uuid primary key,
    workspace_id uuid not null,
    version int not null,
    is_read boolean not null,
    leased_by uuid references mailbox_reader on delete set null,
    source text,
    uid_validity bigint,
    last_uid bigint,
    read_until timestamptz,
    refused_version int,
    refused_at timestamptz,
    failures int not null default 0 check (failures >= 0),
    next_try_at timestamptz not null default '-infinity',
    constraint cursor_is_whole check (num_nulls(source, uid_validity, last_uid, read_until) in (0, 4)),
    constraint refusal_is_whole check (num_nulls(refused_version, refused_at) in (0, 2))
  )`;

export class Mailboxes1795950100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(READER);
    await runner.query(MAILBOX);
    await runner.query('create index mailbox_leased on mailbox (leased_by) where leased_by is not null');
    await runner.query(
      'create index mailbox_free on mailbox (account_id) where is_read and leased_by is null',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table mailbox, mailbox_reader');
  }
}
