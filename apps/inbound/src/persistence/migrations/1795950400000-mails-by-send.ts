import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEX = `
  create unique index concurrently received_mail_of_send on received_mail (workspace_id, message_id, send_id)
  where kind not in ('ignored', 'unreadable')`;
const INDEX_BEFORE = `
  create unique index concurrently received_mail_message on received_mail (workspace_id, message_id)
  where kind not in ('ignored', 'unreadable')`;

/**
 * A Message-ID is the word of a stranger: whoever used one first, about a message of his own, kept the mail of another
 * contact with the same one from having any consequence. A mail to two addresses of one workspace counted for one of them.
 */
export class MailsBySend1795950400000 implements MigrationInterface {
  readonly transaction = false;

  /** All statements can be run again: an index that was not finished is dropped first. */
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists received_mail_of_send');
    await runner.query(INDEX);
    await runner.query('drop index concurrently if exists received_mail_message');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists received_mail_message');
    await runner.query(INDEX_BEFORE);
    await runner.query('drop index concurrently if exists received_mail_of_send');
  }
}
