import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reply that a platform tells by a hook and by a poll has two keys, and often no Message-ID: it was stored twice. */
export class TextsOfReplies1796200500000 implements MigrationInterface {
  readonly transaction = false;

  /** All statements can be run again: an index that was not finished is dropped first. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table received_mail add column if not exists text_hash text');
    await runner.query('drop index concurrently if exists received_mail_text');
    await runner.query(`
      create unique index concurrently received_mail_text on received_mail (workspace_id, send_id, text_hash)
      where text_hash is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists received_mail_text');
    await runner.query('alter table received_mail drop column if exists text_hash');
  }
}
