import { Injectable } from '@nestjs/common';
import type { Page, PageQuery, WorkspaceId } from '#contracts';
import { Database } from '#database';
import { idOf, notFound, uuidOf, type Id } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';
import type { ApiKey } from './api-key.view.js';
import type { Caller } from './caller.js';

export interface StoredApiKey extends Caller {
  readonly expiresAt: Date | null;
}

type Row = Omit<ApiKey, 'id' | 'expires_at' | 'created_at'> & {
  id: string;
  expires_at: Date | null;
  created_at: Date;
};

const FIND = `
  select k.*, w.time_zone
  from api_key k
  join workspace w on w.id = k.workspace_id
  where k.hash = $1 and k.revoked_at is null`;

const ADD = `
  insert into api_key (id, workspace_id, name, prefix, hash, scopes, rate_limit, expires_at, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

const LIST = `
  select * from api_key
  where workspace_id = $1 and revoked_at is null and ($2::uuid is null or id < $2)
  order by id desc
  limit $3`;

const REVOKE = `
  update api_key set revoked_at = $3
  where workspace_id = $1 and id = $2 and revoked_at is null
  returning id`;

@Injectable()
export class ApiKeys {
  constructor(private readonly database: Database) {}

  /** The key, unless it was revoked, with the workspace's data that its requests need. */
  async findByHash(hash: Buffer): Promise<StoredApiKey | undefined> {
    const [row] = await this.database.query<Row & { workspace_id: string; time_zone: string }>(FIND, [hash]);
    if (row === undefined) return undefined;
    return {
      workspaceId: idOf('ws', row.workspace_id),
      timeZone: row.time_zone,
      scopes: new Set(row.scopes),
      credential: { kind: 'key', id: idOf('key', row.id), perMinute: row.rate_limit },
      expiresAt: row.expires_at,
    };
  }

  async add(workspaceId: WorkspaceId, key: ApiKey, hash: Buffer): Promise<void> {
    await this.database.query(ADD, [
      uuidOf(key.id),
      uuidOf(workspaceId),
      key.name,
      key.prefix,
      hash,
      key.scopes,
      key.rate_limit,
      key.expires_at,
      key.created_at,
    ]);
  }

  /** Newest first, without revoked keys. */
  async list(workspaceId: WorkspaceId, { page_size, cursor }: PageQuery): Promise<Page<ApiKey>> {
    const params = [uuidOf(workspaceId), uuidIn(cursor, 'key'), page_size + 1];
    const rows = await this.database.query<Row>(LIST, params);
    return pageFrom(rows.map(viewOf), { size: page_size });
  }

  async revoke(workspaceId: WorkspaceId, id: Id<'key'>, now: Date): Promise<void> {
    const revoked = await this.database.query(REVOKE, [uuidOf(workspaceId), uuidOf(id), now]);
    if (revoked.length === 0) throw notFound('API key', id);
  }
}

const viewOf = ({ id, name, prefix, scopes, rate_limit, expires_at, created_at }: Row): ApiKey => ({
  id: idOf('key', id),
  name,
  prefix,
  scopes,
  rate_limit,
  expires_at: expires_at?.toISOString() ?? null,
  created_at: created_at.toISOString(),
});
