import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A suppression is listed and lifted by an id of its own. */
export class SuppressionIds1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table suppression add column id uuid not null default uuid_v7()');
    await runner.query('create unique index suppression_of_workspace on suppression (workspace_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table suppression drop column id');
  }
}
