import { Injectable } from '@nestjs/common';
import type { AuditAction, AuditEvent, AuditTarget, Page, WorkspaceId } from '#contracts';
import { Database, deleteOlder, SqlParams, type Queryable } from '#database';
import { idOf, newId, uuidOf } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';
import type { AuditQuery } from './audit-query.js';
import type { Author } from './author.js';

/** An entry before it is stored. */
export interface AuditEntry {
  readonly workspaceId: WorkspaceId;
  readonly action: AuditAction;
  readonly author: Author;
  readonly target: AuditTarget | null;
  readonly at: Date;
  readonly details?: Readonly<Record<string, unknown>>;
}

type Row = Omit<AuditEvent, 'id' | 'created_at'> & { id: string; created_at: Date };

const KEPT_MS = 400 * 24 * 3_600_000;
/** The table takes 4,000 bytes: an entry must never fail the change that it describes. */
const MAX_DETAILS = 2_000;

const ADD = `
  insert into audit_event
    (id, workspace_id, action, actor, target, address, user_agent, request_id, created_at, details)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

/** The entries of workspaces. They are added and read; only their age deletes them. */
@Injectable()
export class AuditLog {
  constructor(private readonly database: Database) {}

  /** In the transaction of the change that the entry describes, or else on its own. */
  async add({ workspaceId, action, author, target, at, details }: AuditEntry, on?: Queryable): Promise<void> {
    await (on ?? this.database).query(ADD, [
      uuidOf(newId('aud')),
      uuidOf(workspaceId),
      action,
      author.actor,
      target,
      author.address,
      author.userAgent,
      author.requestId,
      at,
      bounded(details ?? {}),
    ]);
  }

  /** Newest first. */
  async list(workspaceId: WorkspaceId, query: AuditQuery): Promise<Page<AuditEvent>> {
    const { sql, values } = listing(workspaceId, query);
    const rows = await this.database.query<Row>(sql, values);
    return pageFrom(rows.map(viewOf), { size: query.page_size });
  }

  /** Deletes one batch of entries that were kept long enough. */
  deleteExpired(now: Date): Promise<'more' | 'done'> {
    const table = { table: 'audit_event', key: ['id'], age: 'created_at' };
    return deleteOlder(this.database, table, new Date(now.getTime() - KEPT_MS));
  }
}

function listing(workspaceId: WorkspaceId, query: AuditQuery) {
  const params = new SqlParams();
  const where = [`workspace_id = ${params.bind(uuidOf(workspaceId), 'uuid')}`];
  const after = uuidIn(query.cursor, 'aud');
  if (after !== null) where.push(`id < ${params.bind(after, 'uuid')}`);
  if (query.action !== undefined) where.push(`action = any (${params.bind(query.action, 'text[]')})`);
  if (query.actor !== undefined) where.push(`actor_id = ${params.bind(query.actor, 'text')}`);
  if (query.created_after !== undefined)
    where.push(`created_at >= ${params.bind(query.created_after, 'timestamptz')}`);
  if (query.created_before !== undefined)
    where.push(`created_at < ${params.bind(query.created_before, 'timestamptz')}`);
  const limit = params.bind(query.page_size + 1, 'int');
  const sql = `select * from audit_event where ${where.join(' and ')} order by id desc limit ${limit}`;
  return { sql, values: params.values };
}

const bounded = (details: AuditEntry['details']): object =>
  JSON.stringify(details).length <= MAX_DETAILS ? { ...details } : { too_long: true };

const viewOf = (row: Row): AuditEvent => ({
  id: idOf('aud', row.id),
  action: row.action,
  actor: row.actor,
  target: row.target,
  address: row.address,
  user_agent: row.user_agent,
  request_id: row.request_id,
  created_at: row.created_at.toISOString(),
  details: row.details,
});
