import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `ramp_limit`: the daily ceiling of an account that warms up. It is null for the others, and until deliverability tells it. */
export class RampLimits1796111800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table account_state add column ramp_limit int');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table account_state drop column ramp_limit');
  }
}
