import { Injectable } from '@nestjs/common';
import type { Page, PageQuery } from '#contracts';
import { Database } from '#database';
import { idOf, notFound, uuidOf, type Id } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Author } from '../audit-log/author.js';
import type { ApiKey } from './api-key.view.js';
import type { Caller } from './caller.js';
import { requireOwnScopes } from './key-ceilings.js';

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
  insert into api_key
    (id, workspace_id, name, prefix, hash, scopes, rate_limit, expires_at, created_at, created_by)
  select $1::uuid, id, $3, $4, $5::bytea, $6::text[], $7::int, $8::timestamptz, $9::timestamptz, $10::jsonb
  from workspace where id = $2
  returning id`;

const LIST = `
  select * from api_key
  where workspace_id = $1 and revoked_at is null and ($2::uuid is null or id < $2)
  order by id desc
  limit $3`;

const REVOKE = `
  update api_key set revoked_at = $3
  where workspace_id = $1 and id = $2 and revoked_at is null
  returning name, scopes`;

@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** The key, unless it was revoked, with the workspace's data that its requests need. */
  async findByHash(hash: Buffer): Promise<Caller | undefined> {
    const [row] = await this.database.query<Row & { workspace_id: string; time_zone: string }>(FIND, [hash]);
    if (row === undefined) return undefined;
    const id = idOf('key', row.id);
    return {
      workspaceId: idOf('ws', row.workspace_id),
      timeZone: row.time_zone,
      scopes: new Set(row.scopes),
      credential: { kind: 'key', id, perMinute: row.rate_limit },
      actor: { type: 'key', id, name: row.name },
      person: undefined,
      expiresAt: row.expires_at,
    };
  }

  /** @throws `not_found` for a workspace that is not there: the operator names one */
  add(workspaceId: Id<'ws'>, key: ApiKey, hash: Buffer, author: Author): Promise<void> {
    const { id, name, prefix, scopes, rate_limit, expires_at, created_at, created_by } = key;
    const columns = [name, prefix, hash, scopes, rate_limit, expires_at, created_at, created_by];
    return this.database.transaction(async (tx) => {
      const added = await tx.query(ADD, [uuidOf(id), uuidOf(workspaceId), ...columns]);
      if (added.length === 0) throw notFound('workspace', workspaceId);
      const target = { type: 'api_key', id };
      const details = { name, scopes, expires_at };
      const at = new Date(created_at);
      await this.audit.add({ workspaceId, action: 'api_key.created', author, target, at, details }, tx);
    });
  }

  /** Newest first, without revoked keys. */
  async list(workspaceId: Id<'ws'>, { page_size, cursor }: PageQuery): Promise<Page<ApiKey>> {
    const params = [uuidOf(workspaceId), uuidIn(cursor, 'key'), page_size + 1];
    const rows = await this.database.query<Row>(LIST, params);
    return pageFrom(rows.map(viewOf), { size: page_size });
  }

  /** @throws `not_found`, and `insufficient_scope` for a key that can do more than the caller */
  revoke(caller: Caller, id: Id<'key'>, author: Author, at: Date): Promise<void> {
    const { workspaceId } = caller;
    return this.database.transaction(async (tx) => {
      const [revoked] = await tx.query<Row>(REVOKE, [uuidOf(workspaceId), uuidOf(id), at]);
      if (revoked === undefined) throw notFound('API key', id);
      requireOwnScopes(revoked.scopes, caller);
      const target = { type: 'api_key', id };
      const details = { name: revoked.name };
      await this.audit.add({ workspaceId, action: 'api_key.revoked', author, target, at, details }, tx);
    });
  }
}

const viewOf = ({
  id,
  name,
  prefix,
  scopes,
  rate_limit,
  expires_at,
  created_at,
  created_by,
}: Row): ApiKey => ({
  id: idOf('key', id),
  name,
  prefix,
  scopes,
  rate_limit,
  expires_at: expires_at?.toISOString() ?? null,
  created_at: created_at.toISOString(),
  created_by,
});
