import { Injectable } from '@nestjs/common';
import type { Page, PageQuery, WorkspaceId } from '#contracts';
import { Database } from '#database';
import { idOf, newId, notFound, uuidOf, type Id } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Author } from '../audit-log/author.js';
import type { Client } from './client.view.js';

type Row = Omit<Client, 'id' | 'created_at' | 'updated_at'> & {
  id: string;
  created_at: Date;
  updated_at: Date;
};

const ADD = `
  insert into client (id, workspace_id, name, created_at, updated_at) values ($1, $2, $3, $4, $4)
  returning *`;

const LIST = `
  select * from client
  where workspace_id = $1 and ($2::uuid is null or id < $2)
  order by id desc
  limit $3`;

const GET = 'select * from client where workspace_id = $1 and id = $2';

const UPDATE = `
  update client set name = coalesce($3, name), updated_at = $4
  where workspace_id = $1 and id = $2
  returning *`;

const REMOVE = 'delete from client where workspace_id = $1 and id = $2 returning *';

@Injectable()
export class Clients {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  add(workspaceId: WorkspaceId, { name }: { readonly name: string }, now: Date): Promise<Client> {
    const id = newId('cli');
    return this.one(ADD, id, [uuidOf(id), uuidOf(workspaceId), name, now]);
  }

  /** Newest first. */
  async list(workspaceId: WorkspaceId, { page_size, cursor }: PageQuery): Promise<Page<Client>> {
    const params = [uuidOf(workspaceId), uuidIn(cursor, 'cli'), page_size + 1];
    const rows = await this.database.query<Row>(LIST, params);
    return pageFrom(rows.map(viewOf), { size: page_size });
  }

  get(workspaceId: WorkspaceId, id: Id<'cli'>): Promise<Client> {
    return this.one(GET, id, [uuidOf(workspaceId), uuidOf(id)]);
  }

  async exists(workspaceId: WorkspaceId, id: Id<'cli'>): Promise<boolean> {
    return (await this.database.query<Row>(GET, [uuidOf(workspaceId), uuidOf(id)])).length > 0;
  }

  update(
    workspaceId: WorkspaceId,
    id: Id<'cli'>,
    { name = null }: { readonly name?: string | null | undefined },
    now: Date,
  ): Promise<Client> {
    return this.one(UPDATE, id, [uuidOf(workspaceId), uuidOf(id), name, now]);
  }

  remove(workspaceId: WorkspaceId, id: Id<'cli'>, author: Author, at: Date): Promise<void> {
    return this.database.transaction(async (tx) => {
      const [removed] = await tx.query<Row>(REMOVE, [uuidOf(workspaceId), uuidOf(id)]);
      if (removed === undefined) throw notFound('client', id);
      const target = { type: 'client', id };
      const details = { name: removed.name };
      await this.audit.add({ workspaceId, action: 'client.deleted', author, target, at, details }, tx);
    });
  }

  private async one(sql: string, id: Id<'cli'>, params: readonly unknown[]): Promise<Client> {
    const [row] = await this.database.query<Row>(sql, params);
    if (row === undefined) throw notFound('client', id);
    return viewOf(row);
  }
}

const viewOf = ({ id, name, created_at, updated_at }: Row): Client => ({
  id: idOf('cli', id),
  name,
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
});
