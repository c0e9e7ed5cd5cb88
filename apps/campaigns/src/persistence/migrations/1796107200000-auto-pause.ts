import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `active_since`: the launch or the last resume. Null in an active campaign of the version before, and `started_at` stands for
 * it: a later time could be after the resume that its figures are counted from, and would keep it from being paused.
 */
export class AutoPause1796107200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table campaign add column active_since timestamptz, add column blocking_reasons jsonb',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign drop column active_since, drop column blocking_reasons');
  }
}
