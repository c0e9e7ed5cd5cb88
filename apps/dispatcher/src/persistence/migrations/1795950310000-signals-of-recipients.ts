import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first time of each act of a recipient, for the send log. `bounce_reported_at`: the latest delivery report that was judged, so that
 * a repeated report about an earlier try is known as such after the message has left once more.
 */
export class SignalsOfRecipients1795950310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table send
        add column clicked_at timestamptz,
        add column replied_at timestamptz,
        add column unsubscribed_at timestamptz,
        add column bounce_reported_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table send
        drop column bounce_reported_at, drop column unsubscribed_at, drop column replied_at, drop column clicked_at`);
  }
}
