import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The delegated sends of a campaign, for its archive and its pacing. Others may write meanwhile. */
export class IndexDelegatedSends1796200201000 implements MigrationInterface {
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index concurrently if not exists send_delegated on send (campaign_id, due_at) where status = 'delegated'`,
    );
    await runner.query('alter table send validate constraint known_status');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index concurrently if exists send_delegated');
  }
}
