import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The time between a back-up and the loss of what came after it, and the servers by which a restore is noticed. */
export class LostTime1795996800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table lost_time (
        starts_at timestamptz not null,
        ends_at timestamptz primary key,
        constraint ends_after_its_start check (starts_at <= ends_at)
      );
      create table known_servers (identity text primary key, seen_at timestamptz not null)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table lost_time, known_servers');
  }
}
