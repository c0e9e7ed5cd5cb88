import { Injectable } from '@nestjs/common';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Database } from '../transaction.js';

/** The workspaces that are deleted or being deleted. The column is not `workspace_id`: the rows outlive the workspace. */
export class DeletedWorkspaces1796010000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'create table deleted_workspace (id uuid primary key, deleted_at timestamptz not null)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table deleted_workspace');
  }
}

/** Events and commands of a deleted workspace come late, and must not bring its rows back. */
@Injectable()
export class DeletedWorkspaces {
  constructor(private readonly database: Database) {}

  /** To repeat it changes nothing. */
  async add(workspace: string, at: Date): Promise<void> {
    await this.database.query(
      'insert into deleted_workspace (id, deleted_at) values ($1, $2) on conflict do nothing',
      [workspace, at],
    );
  }

  /** Those of the workspaces (uuids) that are deleted. */
  async among(workspaces: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(
      'select id from deleted_workspace where id = any($1::uuid[])',
      [workspaces],
    );
    return new Set(rows.map(({ id }) => id));
  }
}
