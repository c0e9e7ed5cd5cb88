import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What comes to wait in a campaign after it was archived is canceled as well, and not left waiting for ever. */
export class ArchivedPaces1763900400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_pace add column archived boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_pace drop column archived');
  }
}
