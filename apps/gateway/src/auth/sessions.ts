import { Injectable } from '@nestjs/common';
import type { AuditTarget, Page, PageQuery } from '#contracts';
import { Database, deleteOlder, type Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Author, Origin } from '../audit-log/author.js';
import { accountOf, actorOf, type Account, type AccountRow } from './account.js';
import type { StoredAccount } from './accounts.js';
import type { Person } from './caller.js';
import type { Session } from './session.view.js';
import * as sql from './sessions.sql.js';

/** A session ends when it was not refreshed for this time. */
const IDLE_MS = 30 * 24 * 3_600_000;

/** The sessions of users. A session id is a uuid; a hash is the one of a refresh token. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  /** False when the password of the account has changed meanwhile, or the person was deactivated. */
  start(
    id: string,
    { account, passwordHash }: StoredAccount,
    hash: Buffer,
    origin: Origin,
    at: Date,
  ): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const { address, userAgent } = origin;
      const params = [id, uuidOf(account.id), hash, at, address, userAgent, passwordHash];
      const started = await tx.query(sql.START, params);
      if (started.length === 0) return false;
      await this.audit.add(
        {
          workspaceId: account.workspaceId,
          action: 'login.succeeded',
          author: { ...origin, actor: actorOf(account) },
          target: targetOf(id),
          at,
        },
        tx,
      );
      return true;
    });
  }

  /** The user of a session, unless the session was revoked or the user deactivated. */
  async find(id: string): Promise<Account | undefined> {
    const [row] = await this.database.query<AccountRow>(sql.FIND, [id]);
    return row && accountOf(row);
  }

  /**
   * Replaces the token `current` by `next`; undefined for another token. One that was used before ends the session: its
   * owner or a thief holds the newer one, and the two cannot be told apart. One that was never issued ends nothing:
   * session ids are in access tokens, so that anybody who has read a log could end sessions.
   */
  async rotate(
    id: string,
    { current, next }: { readonly current: Buffer; readonly next: Buffer },
    origin: Origin,
    at: Date,
  ): Promise<Account | undefined> {
    const { address, userAgent } = origin;
    const params = [id, current, next, at, idleSince(at), address, userAgent];
    const [row] = await this.database.query<AccountRow>(sql.ROTATE, params);
    if (row !== undefined) return accountOf(row);

    await this.database.transaction((tx) => this.endReused(tx, id, current, origin, at));
    return undefined;
  }

  private async endReused(
    tx: Transaction,
    id: string,
    presented: Buffer,
    origin: Origin,
    at: Date,
  ): Promise<void> {
    const [ended] = await tx.query<AccountRow>(sql.END_REUSED, [id, presented, at]);
    if (ended === undefined) return;
    await this.audit.add(
      {
        workspaceId: idOf('ws', ended.workspace_id),
        action: 'session.refresh_reused',
        author: { ...origin, actor: { type: 'anonymous', id: null, name: 'holder of a used refresh token' } },
        target: targetOf(id),
        at,
        details: { user_id: idOf('user', ended.id) },
      },
      tx,
    );
  }

  /** The sessions of a user that can still be refreshed, newest first. */
  async list(
    { userId, sessionId }: Person,
    { page_size, cursor }: PageQuery,
    now: Date,
  ): Promise<Page<Session>> {
    const params = [uuidOf(userId), idleSince(now), uuidIn(cursor, 'sess'), page_size + 1];
    const rows = await this.database.query<sql.SessionRow>(sql.LIST, params);
    return pageFrom(
      rows.map((row) => viewOf(row, sessionId)),
      { size: page_size },
    );
  }

  /** False for a session that has ended before, or of somebody else. */
  end({ userId, workspaceId }: Person, id: Id<'sess'>, author: Author, at: Date): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const ended = await tx.query(sql.END, [uuidOf(id), uuidOf(userId), at]);
      if (ended.length === 0) return false;
      const target = { type: 'session', id };
      await this.audit.add({ workspaceId, action: 'session.ended', author, target, at }, tx);
      return true;
    });
  }

  /** Ends all sessions of a user but the one of this request. */
  endOthers({ userId, sessionId, workspaceId }: Person, author: Author, at: Date): Promise<void> {
    return this.database.transaction(async (tx) => {
      const count = await this.endAll(tx, userId, at, sessionId);
      if (count === 0) return;
      const entry = {
        workspaceId,
        action: 'session.ended',
        author,
        target: { type: 'user', id: userId },
        at,
      } as const;
      await this.audit.add({ ...entry, details: { count } }, tx);
    });
  }

  /** Ends the sessions of a user in a transaction that says why; returns how many there were. */
  async endAll(tx: Transaction, userId: Id<'user'>, at: Date, butNot: string | null = null): Promise<number> {
    return (await tx.query(sql.END_ALL, [uuidOf(userId), at, butNot])).length;
  }

  /** Deletes one batch of tokens that were used long ago. They are refused as before, and end no session any more. */
  deleteUsedTokens(now: Date): Promise<'more' | 'done'> {
    const tokens = { table: 'used_refresh_token', key: ['hash'], age: 'used_at' };
    return deleteOlder(this.database, tokens, idleSince(now));
  }

  /** Deletes one batch of sessions that cannot be refreshed any more. */
  deleteExpired(now: Date): Promise<'more' | 'done'> {
    const table = { table: 'session', key: ['id'], age: 'last_used_at' };
    return deleteOlder(this.database, table, idleSince(now));
  }
}

const idleSince = (now: Date): Date => new Date(now.getTime() - IDLE_MS);

const targetOf = (sessionId: string): AuditTarget => ({ type: 'session', id: idOf('sess', sessionId) });

const viewOf = ({ id, created_at, last_used_at, ...row }: sql.SessionRow, current: string): Session => ({
  id: idOf('sess', id),
  created_at: created_at.toISOString(),
  last_used_at: last_used_at.toISOString(),
  ...row,
  current: id === current,
});
