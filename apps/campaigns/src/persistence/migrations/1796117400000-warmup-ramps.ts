import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `warmup`: the ramp of a warmup campaign; null in others, and in rows that the version before has written. */
export class WarmupRamps1796117400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign add column warmup jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table campaign drop column warmup');
  }
}
