import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An inbox whose server cannot be reached gets nothing for a while. */
export class LaneRests1763900100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`alter table lane add column rests_until timestamptz not null default '-infinity'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table lane drop column rests_until');
  }
}
