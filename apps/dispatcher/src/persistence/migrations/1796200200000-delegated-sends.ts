import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sends that a platform delivers. The rows of before keep the constraint, so the table is not read behind the lock. */
export class DelegatedSends1796200200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_send_state add column delegated boolean not null default false');
    await runner.query(`
      alter table send drop constraint known_status, add constraint known_status check (status in
        ('scheduled', 'sending', 'sent', 'bounced', 'failed', 'canceled', 'dropped', 'indeterminate', 'delegated')) not valid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table send drop constraint known_status, add constraint known_status check (status in
        ('scheduled', 'sending', 'sent', 'bounced', 'failed', 'canceled', 'dropped', 'indeterminate'));
      alter table campaign_send_state drop column delegated`);
  }
}
