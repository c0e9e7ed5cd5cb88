import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A look for work reads the first row of this index. Without it, each read and sorted all campaigns that are not held.
 * Updates of `wake_at` are no longer heap-only: two a claim, which is little beside the sends of the claim.
 */
const BY_WAKE_UP = 'create index campaign_pace_wake_at on campaign_pace (wake_at) where not held';

export class CampaignsByWakeUp1764352800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BY_WAKE_UP);
    await runner.query('drop index campaign_pace_open');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('create index campaign_pace_open on campaign_pace (campaign_id) where not held');
    await runner.query('drop index campaign_pace_wake_at');
  }
}
