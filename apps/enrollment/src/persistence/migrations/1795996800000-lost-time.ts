import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a campaign has enrolled again within the time that a restored database knows nothing of. */
export class LostTime1795996800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table campaign_replica add column lost_at timestamptz, add column lost_until timestamptz,
        add constraint campaign_replica_lost check ((lost_at is null) = (lost_until is null))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign_replica drop column lost_at, drop column lost_until');
  }
}
