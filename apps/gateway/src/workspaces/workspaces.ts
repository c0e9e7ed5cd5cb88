import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '#contracts';
import { Database } from '#database';
import { idOf, notFound, uuidOf } from '#kernel';
import type { Workspace } from './workspace.view.js';

/** A new workspace with its owner and its first key. Ids are uuids. */
export interface NewWorkspace {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly owner: { readonly id: string; readonly email: string; readonly passwordHash: string };
  readonly apiKey: {
    readonly id: string;
    readonly hash: Buffer;
    readonly prefix: string;
    readonly scopes: readonly string[];
  };
}

/** One statement: a workspace without an owner or a key would be useless. */
const ADD = `
  with added as (
    insert into workspace (id, name, time_zone, created_at) values ($1, $2, $3, $4)
    returning id
  ), owner as (
    insert into app_user (id, workspace_id, email, password_hash, created_at)
    select $5::uuid, id, $6, $7, $4 from added
  )
  insert into api_key (id, workspace_id, hash, prefix, scopes, created_at)
  select $8::uuid, id, $9::bytea, $10, $11::text[], $4 from added`;

export interface WorkspaceChanges {
  readonly name?: string | undefined;
  readonly time_zone?: string | undefined;
}

type Row = Omit<Workspace, 'id' | 'created_at'> & { id: string; created_at: Date };

const GET = 'select * from workspace where id = $1';

const UPDATE = `
  update workspace set name = coalesce($2, name), time_zone = coalesce($3, time_zone)
  where id = $1
  returning *`;

@Injectable()
export class Workspaces {
  constructor(private readonly database: Database) {}

  async add({ id, name, timeZone, owner, apiKey }: NewWorkspace, now: Date): Promise<void> {
    await this.database.query(ADD, [
      id,
      name,
      timeZone,
      now,
      owner.id,
      owner.email,
      owner.passwordHash,
      apiKey.id,
      apiKey.hash,
      apiKey.prefix,
      apiKey.scopes,
    ]);
  }

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
