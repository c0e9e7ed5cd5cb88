import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The time between a back-up and the loss of what came after it: leads that were due in it may be at their platform. */
export class LostTime1796200320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lost_time (
        starts_at timestamptz not null,
        ends_at timestamptz primary key,
        constraint ends_after_its_start check (starts_at <= ends_at)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table lost_time');
  }
}
