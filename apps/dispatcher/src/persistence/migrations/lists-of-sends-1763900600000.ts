import type { MigrationInterface, QueryRunner } from 'typeorm';

const ENDED = `where status in ('bounced', 'failed', 'canceled', 'dropped', 'indeterminate')`;

/** Both columns in one direction: a list begins after a pair of them, and is in their order. */
export class ListsOfSends1763900600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index send_listed on send (campaign_id, id)');
    await runner.query(`create index send_ended_listed on send (campaign_id, id) ${ENDED}`);
    await runner.query('drop index send_of_campaign, send_ended');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('create index send_of_campaign on send (campaign_id, id desc)');
    await runner.query(`create index send_ended on send (campaign_id, id desc) ${ENDED}`);
    await runner.query('drop index send_listed, send_ended_listed');
  }
}
