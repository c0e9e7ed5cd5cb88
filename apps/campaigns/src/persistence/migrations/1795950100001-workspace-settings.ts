import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The part of `workspace.changed` that decides whether a message has a way out. A workspace without a row has no settings. */
export class WorkspaceSettings1795950100001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table workspace_settings (
        workspace_id uuid primary key,
        version int not null,
        footer text,
        postal_address text
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table workspace_settings');
  }
}
