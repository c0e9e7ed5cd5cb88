import type { MigrationInterface, QueryRunner } from 'typeorm';

const CLIENT = `
  create table client (
    id uuid primary key,
    workspace_id uuid not null references workspace on delete cascade,
    name text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`;

/** Keys have names, and an agency's workspace has clients. */
export class KeysAndClients1700000400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The keys that are there already are the first ones of their workspaces.
    await runner.query(`alter table api_key add column name text not null default 'First key'`);
    await runner.query(CLIENT);
    await runner.query('create index client_workspace on client (workspace_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table client');
    await runner.query('alter table api_key drop column name');
  }
}
