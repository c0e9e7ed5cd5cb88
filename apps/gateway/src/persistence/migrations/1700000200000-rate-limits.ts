import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Unlogged: counting must not wait for a disk. A server that crashes forgets the minute it was in, and nothing else.
 * Half of each page stays free, so that a count is changed in place and no index is touched.
 */
const RATE_COUNTER = `
  create unlogged table rate_counter (
    name text not null,
    minute timestamptz not null,
    ceiling integer not null,
    used integer not null check (used >= 0),
    granted integer not null,
    primary key (name, minute)
  ) with (fillfactor = 50)`;

/** How many requests of whom each minute has seen, and keys with a limit of their own. */
export class RateLimits1700000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RATE_COUNTER);
    await runner.query('create index rate_counter_minute on rate_counter (minute)');
    await runner.query(
      'alter table api_key add column rate_limit integer check (rate_limit between 1 and 3000)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table api_key drop column rate_limit');
    await runner.query('drop table rate_counter');
  }
}
