import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The state of a delegated campaign at its platform, as the platforms service told it last; null in native ones, and before. */
export class PlatformStates1796200110000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table campaign add column platform_state jsonb, add column platform_state_version bigint',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign drop column platform_state, drop column platform_state_version');
  }
}
