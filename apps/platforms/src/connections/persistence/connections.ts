import { Injectable } from '@nestjs/common';
import type { PlatformConnectionRef, WorkspaceId } from '#contracts';
import { Database, violatedConstraint, type Queryable } from '#database';
import { Clock, DomainError, notFound, uuidOf, type Id, type OutsidePlatform } from '#kernel';
import type { Connection, ListedConnection } from '../domain/connection.js';
import type { SealedToken } from './connection-secrets.js';
import { connectionOf, rowOf, type ConnectionRow, type ListedRow } from './connection.row.js';
import {
  ADD,
  CLAIM_CHECKS,
  CLAIM_SYNCS,
  DELETE,
  EXISTS,
  IN_USE,
  LISTED,
  LOCK_ONE,
  MARK_BROKEN,
  MARK_SYNCED,
  MARK_WORKING,
  NAMED,
  SERVING,
  SET_CREDENTIALS,
  SET_HOOK_TOKEN,
} from './connections.sql.js';

/** The campaign's platform and client decide which connection serves it. */
export interface Place {
  readonly workspace_id: WorkspaceId;
  readonly platform: OutsidePlatform;
  readonly client_id: Id<'cli'> | null;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
}

const MINUTE_MS = 60_000;
/** A broken connection is tested again, and accounts are fetched again. */
const HOUR_MS = 60 * MINUTE_MS;
/** Hours differ by as much, so that the connections that began together do not stay together. */
const JITTER_MS = 5 * MINUTE_MS;
/** A sync that failed or whose process died is tried again then. */
const SYNC_LEASE_MS = 10 * MINUTE_MS;
const BATCH = 4;

@Injectable()
export class Connections {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `duplicate_connection` */
  async add(connection: Connection, hash: Buffer): Promise<void> {
    try {
      const row = JSON.stringify(rowOf(connection));
      await this.database.query(ADD, [row, hash, connection.created_at]);
    } catch (error) {
      throw violatedConstraint(error) === 'connection_once' ? duplicate(connection) : error;
    }
  }

  /** @throws DomainError `duplicate_connection` */
  async requireFree(place: Place): Promise<void> {
    if ((await this.database.query(EXISTS, paramsOf(place))).length > 0) throw duplicate(place);
  }

  /** All of a workspace, the newest first. */
  list(workspaceId: WorkspaceId): Promise<ListedConnection[]> {
    return this.listed(workspaceId, null);
  }

  /** @throws DomainError `not_found` */
  async get({ workspace_id, connection_id }: PlatformConnectionRef): Promise<ListedConnection> {
    const [connection] = await this.listed(workspace_id, connection_id);
    if (connection === undefined) throw notFound('platform connection', connection_id);
    return connection;
  }

  /** In any workspace. Those that are gone are absent. */
  async named(ids: readonly Id<'pcon'>[]): Promise<Connection[]> {
    const rows = await this.database.query<ConnectionRow>(NAMED, [ids.map(uuidOf)]);
    return rows.map(connectionOf);
  }

  /** The connection that serves such a campaign, broken or not: the client's own, else that of the workspace. */
  async serving(place: Place): Promise<Connection | undefined> {
    const [row] = await this.database.query<ConnectionRow>(SERVING, paramsOf(place));
    return row === undefined ? undefined : connectionOf(row);
  }

  /** @throws DomainError `not_found` */
  async setCredentials(ref: PlatformConnectionRef, encrypted: string): Promise<void> {
    const params = [...keyOf(ref), encrypted, this.clock.now()];
    const changed = await this.database.query(SET_CREDENTIALS, params);
    if (changed.length === 0) throw notFound('platform connection', ref.connection_id);
  }

  /** @throws DomainError `not_found` */
  async setHookToken(ref: PlatformConnectionRef, { hash, encrypted }: SealedToken): Promise<void> {
    const params = [...keyOf(ref), hash, encrypted, this.clock.now()];
    const changed = await this.database.query(SET_HOOK_TOKEN, params);
    if (changed.length === 0) throw notFound('platform connection', ref.connection_id);
  }

  /** The platform has refused the credentials that `connection` has. Later ones are not judged by it. */
  async markBroken(connection: Connection, { code, message }: Refusal): Promise<void> {
    const { id, encrypted_credentials } = connection;
    const now = this.clock.now();
    const params = [uuidOf(id), encrypted_credentials, code, message, now, after(now, HOUR_MS)];
    await this.database.query(MARK_BROKEN, params);
  }

  async markWorking({ id, encrypted_credentials }: Connection): Promise<void> {
    await this.database.query(MARK_WORKING, [uuidOf(id), encrypted_credentials, this.clock.now()]);
  }

  /** @throws DomainError `connection_in_use` */
  requireUnused(ref: PlatformConnectionRef): Promise<void> {
    return assertUnused(this.database, ref);
  }

  /**
   * With what is known of its accounts.
   * @throws DomainError `not_found`, `connection_in_use`
   */
  async delete(ref: PlatformConnectionRef): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [found] = await tx.query(LOCK_ONE, keyOf(ref));
      if (found === undefined) throw notFound('platform connection', ref.connection_id);
      await assertUnused(tx, ref);
      await tx.query(DELETE, keyOf(ref));
    });
  }

  /** Takes broken connections whose hour is over. */
  async claimChecks(): Promise<Connection[]> {
    const now = this.clock.now();
    const rows = await this.database.query<ConnectionRow>(CLAIM_CHECKS, [now, after(now, HOUR_MS), BATCH]);
    return rows.map(connectionOf);
  }

  /** Takes connections whose accounts are due. */
  async claimSyncs(): Promise<Connection[]> {
    const now = this.clock.now();
    const params = [now, after(now, SYNC_LEASE_MS), BATCH];
    const rows = await this.database.query<ConnectionRow>(CLAIM_SYNCS, params);
    return rows.map(connectionOf);
  }

  async markSynced({ id }: Connection): Promise<void> {
    const now = this.clock.now();
    const next = after(now, HOUR_MS + Math.random() * JITTER_MS);
    await this.database.query(MARK_SYNCED, [uuidOf(id), now, next]);
  }

  private async listed(workspaceId: WorkspaceId, id: Id<'pcon'> | null): Promise<ListedConnection[]> {
    const one = id === null ? null : uuidOf(id);
    const rows = await this.database.query<ListedRow>(LISTED, [uuidOf(workspaceId), one]);
    return rows.map(connectionOf);
  }
}

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

const keyOf = ({ workspace_id, connection_id }: PlatformConnectionRef) => [
  uuidOf(workspace_id),
  uuidOf(connection_id),
];

const paramsOf = ({ workspace_id, platform, client_id }: Place) => [
  uuidOf(workspace_id),
  platform,
  client_id === null ? null : uuidOf(client_id),
];

async function assertUnused(database: Queryable, ref: PlatformConnectionRef): Promise<void> {
  const [used] = await database.query(IN_USE, keyOf(ref));
  if (used === undefined) return;
  throw new DomainError(
    'conflict',
    'connection_in_use',
    `an active or paused campaign uses the platform connection ${ref.connection_id}; archive it first`,
  );
}

const duplicate = ({ platform, client_id }: Place): DomainError =>
  new DomainError(
    'conflict',
    'duplicate_connection',
    client_id === null
      ? `the workspace is connected to ${platform} already`
      : `the client ${client_id} is connected to ${platform} already`,
  );
