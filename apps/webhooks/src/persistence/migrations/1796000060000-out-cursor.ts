import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far public events were published on NATS, in one row. `holder`: the process that publishes, until `held_until`. It
 * begins behind the events that are there: nobody waits for those.
 */
const OUT_CURSOR = `
  create table out_cursor (
    one boolean primary key default true,
    position bigint not null,
    holder uuid,
    held_until timestamptz,
    constraint out_cursor_one check (one),
    constraint out_cursor_held check ((holder is null) = (held_until is null))
  )`;

const BEGIN = `insert into out_cursor (position) select coalesce(max(position), 0) from event`;

/**
 * The only reader of all workspaces. Without the index each look would go through the events of a month. On the bare
 * column the planner took it for pages of one workspace too, and read past all other events: over 600 blocks.
 */
const INDEX = 'create index event_in_order on event ((position + 0))';

export class OutCursor1796000060000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [OUT_CURSOR, INDEX, BEGIN]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index event_in_order');
    await runner.query('drop table out_cursor');
  }
}
