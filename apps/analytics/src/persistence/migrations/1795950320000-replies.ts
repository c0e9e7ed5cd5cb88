import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The latest judgement of each reply, and the bounces that a delivery report told of. A campaign's replies are few beside its
 * messages, so that they are counted at each request.
 */
export class Replies1795950320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reply (
        reply_id uuid primary key,
        workspace_id uuid not null,
        campaign_id uuid not null,
        contact_id uuid not null,
        intent text not null,
        version integer not null,
        constraint reply_intent check (
          intent in ('interested', 'not_interested', 'objection', 'question', 'referral', 'wrong_person', 'ooo',
            'unsubscribe', 'bounce', 'other')
        ),
        constraint reply_version check (version >= 1)
      )`);
    await runner.query('create index reply_of_campaign on reply (campaign_id)');
    await runner.query('alter table bounce add column reported boolean not null default false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table bounce drop column reported');
    await runner.query('drop table reply');
  }
}
