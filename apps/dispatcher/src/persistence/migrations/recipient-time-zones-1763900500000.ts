import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Windows in the zones of contacts. `send.closes_at`: when the window that a send is due in closes for its contact; null
 * where that is the campaign's.
 */
export class RecipientTimeZones1763900500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table campaign_pace add column recipient_time_zone boolean not null default false',
    );
    await runner.query('alter table send add column time_zone text, add column closes_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table send drop column closes_at, drop column time_zone');
    await runner.query('alter table campaign_pace drop column recipient_time_zone');
  }
}
