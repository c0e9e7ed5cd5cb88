import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Null until the settings of the workspace change again: then nobody knows whether it has a tracking domain. */
export class TrackingDomains1796110800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table workspace_settings add column has_tracking_domain boolean');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table workspace_settings drop column has_tracking_domain');
  }
}
