import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '#contracts';
import { Database } from '#database';
import { idOf, notFound, uuidOf } from '#kernel';
import type { Workspace, WorkspaceChanges } from './workspace.view.js';

type Row = Omit<Workspace, 'id' | 'created_at'> & { id: string; created_at: Date };

const GET = 'select * from workspace where id = $1';

const UPDATE = `
  update workspace set name = coalesce($2, name), time_zone = coalesce($3, time_zone)
  where id = $1
  returning *`;

@Injectable()
export class Workspaces {
  constructor(private readonly database: Database) {}

  get(id: WorkspaceId): Promise<Workspace> {
    return this.one(GET, id, []);
  }

  update(id: WorkspaceId, { name, time_zone }: WorkspaceChanges): Promise<Workspace> {
    return this.one(UPDATE, id, [name ?? null, time_zone ?? null]);
  }

  private async one(sql: string, id: WorkspaceId, params: readonly unknown[]): Promise<Workspace> {
    const [row] = await this.database.query<Row>(sql, [uuidOf(id), ...params]);
    if (row === undefined) throw notFound('workspace', id);
    const { name, time_zone, created_at } = row;
    return { id: idOf('ws', row.id), name, time_zone, created_at: created_at.toISOString() };
  }
}
