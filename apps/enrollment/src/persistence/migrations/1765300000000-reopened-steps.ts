import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A step that is sent again: what was told of it until then must not end it a second time, however late it arrives. */
export class ReopenedSteps1765300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table enrollment add column reopened_after timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table enrollment drop column reopened_after');
  }
}
