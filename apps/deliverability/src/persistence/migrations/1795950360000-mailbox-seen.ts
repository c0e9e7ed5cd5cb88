import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `mailbox_seen_at`: when the mailbox was last seen refused or open, so that an older sight of it changes nothing. */
export class MailboxSeen1795950360000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sending_account add column mailbox_seen_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sending_account drop column mailbox_seen_at');
  }
}
