import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The commands that were answered. `answer` is JSON in a column of text: it repeats ids of the sender, which may hold
 * characters that no JSON of PostgreSQL takes.
 */
const ANSWERED_COMMAND = `
  create table answered_command (
    workspace_id uuid not null,
    source text not null,
    command_id text not null,
    digest text not null,
    answer text not null,
    answered_at timestamptz not null,
    primary key (workspace_id, source, command_id)
  )`;

export class CreateBus1796000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ANSWERED_COMMAND);
    await runner.query('create index answered_command_age on answered_command (answered_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table answered_command');
  }
}
