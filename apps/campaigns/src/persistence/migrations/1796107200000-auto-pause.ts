import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `active_since`: the launch or the last resume; null where a replica of the version before resumed the campaign. That an
 * active campaign was resumed before its last change is all that is known so far.
 */
export class AutoPause1796107200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table campaign add column active_since timestamptz, add column blocking_reasons jsonb',
    );
    await runner.query(`update campaign set active_since = updated_at where status = 'active'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign drop column active_since, drop column blocking_reasons');
  }
}
