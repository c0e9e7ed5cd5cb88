import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each ends in the order of the lists, so that a page of a few matches does not read the campaigns between them. */
export class CampaignLists1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index campaign_by_status on campaign (workspace_id, status, id)');
    await runner.query(
      'create index campaign_by_client on campaign (workspace_id, client_id, id) where client_id is not null',
    );
    await runner.query('create index campaign_by_created on campaign (workspace_id, created_at)');
    await runner.query('create index campaign_by_updated on campaign (workspace_id, updated_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop index campaign_by_status, campaign_by_client, campaign_by_created, campaign_by_updated',
    );
  }
}
