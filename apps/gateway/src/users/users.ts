import { Injectable } from '@nestjs/common';
import type { AuditAction, Page, PageQuery, Role, User, UserInput, WorkspaceId } from '#contracts';
import { Database, type Transaction } from '#database';
import { DomainError, newId, notFound, uuidOf, type Id } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';
import { AuditLog } from '../audit-log/audit-log.js';
import type { Author } from '../audit-log/author.js';
import type { OneTimeToken } from '../auth/one-time-token.js';
import { OneTimeTokens } from '../auth/one-time-tokens.js';
import { Sessions } from '../auth/sessions.js';
import { TotpStore } from '../auth/totp-store.js';
import { userOf, type UserRow } from './user.view.js';
import * as sql from './users.sql.js';

/** A change of one user: the fields that are absent stay. */
export interface UserChange {
  readonly action: AuditAction;
  readonly role?: Role;
  readonly active?: boolean;
  /** A token for the person, which ends the one of before. */
  readonly token?: OneTimeToken;
  readonly removesTotp?: true;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Decides about a change of a user; undefined changes nothing. `otherOwners` are active. */
export type Decision = (user: User, otherOwners: number) => UserChange | undefined;

/** The request for a change. */
export interface ChangeOf {
  readonly workspaceId: WorkspaceId;
  readonly author: Author;
  readonly at: Date;
}

@Injectable()
export class Users {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly tokens: OneTimeTokens,
    private readonly totp: TotpStore,
    private readonly audit: AuditLog,
  ) {}

  /** Newest first. */
  async list(workspaceId: WorkspaceId, { page_size, cursor }: PageQuery): Promise<Page<User>> {
    const params = [uuidOf(workspaceId), uuidIn(cursor, 'user'), page_size + 1];
    const rows = await this.database.query<UserRow>(sql.LIST, params);
    return pageFrom(rows.map(userOf), { size: page_size });
  }

  async get(workspaceId: WorkspaceId, id: Id<'user'>): Promise<User> {
    const [row] = await this.database.query<UserRow>(sql.GET, [uuidOf(workspaceId), uuidOf(id)]);
    if (row === undefined) throw notFound('user', id);
    return userOf(row);
  }

  /**
   * Adds a person, or changes the invitation of one who has not accepted it. `decide` sees the latter.
   *
   * @throws `not_found` for a workspace that is not there: the operator names one
   */
  invite(
    { email, role }: UserInput,
    request: ChangeOf,
    token: OneTimeToken,
    decide: (invited: User) => void,
  ): Promise<User> {
    return this.database.transaction(async (tx) => {
      const workspace = uuidOf(request.workspaceId);
      const locked = await tx.query(sql.LOCK, [workspace]);
      if (locked.length === 0) throw notFound('workspace', request.workspaceId);
      const [row] = await tx.query<UserRow>(sql.FIND_BY_EMAIL, [workspace, email]);
      if (row !== undefined) decide(invitedIn(row));
      const id = row === undefined ? await this.addPerson(tx, { email, role }, request) : userOf(row).id;
      return this.apply(tx, id, request, { action: 'user.invited', role, token, details: { email, role } });
    });
  }

  /** Changes a user as `decide` says. @throws what `decide` throws, and `not_found` */
  change(id: Id<'user'>, request: ChangeOf, decide: Decision): Promise<User> {
    return this.database.transaction(async (tx) => {
      const workspace = uuidOf(request.workspaceId);
      await tx.query(sql.LOCK, [workspace]);
      const user = await this.read(tx, id, request);
      const params = [workspace, uuidOf(id)];
      const [others] = await tx.query<{ owners: number }>(sql.COUNT_OTHER_OWNERS, params);
      const change = decide(user, others?.owners ?? 0);
      return change === undefined ? user : this.apply(tx, id, request, change);
    });
  }

  private async addPerson(tx: Transaction, input: UserInput, request: ChangeOf): Promise<Id<'user'>> {
    const id = newId('user');
    const { email, role } = input;
    await tx.query(sql.ADD, [uuidOf(id), uuidOf(request.workspaceId), email, role, request.at]);
    return id;
  }

  private async apply(
    tx: Transaction,
    id: Id<'user'>,
    { workspaceId, author, at }: ChangeOf,
    { action, role, active, token, removesTotp, details = {} }: UserChange,
  ): Promise<User> {
    const before = await this.read(tx, id, { workspaceId });
    const isActive = active ?? before.status !== 'deactivated';
    await tx.query(sql.UPDATE, [uuidOf(workspaceId), uuidOf(id), role ?? before.role, isActive, at]);
    if (!isActive) {
      await this.sessions.endAll(tx, id, at);
      await this.tokens.endAll(tx, id);
    }
    if (removesTotp) await this.totp.remove(tx, id);
    if (token !== undefined) await this.tokens.put(tx, id, token);
    await this.audit.add({ workspaceId, action, author, target: { type: 'user', id }, at, details }, tx);
    return this.read(tx, id, { workspaceId });
  }

  private async read(
    tx: Transaction,
    id: Id<'user'>,
    { workspaceId }: Pick<ChangeOf, 'workspaceId'>,
  ): Promise<User> {
    const [row] = await tx.query<UserRow>(sql.GET, [uuidOf(workspaceId), uuidOf(id)]);
    if (row === undefined) throw notFound('user', id);
    return userOf(row);
  }
}

/** @throws `duplicate_user` for a person who is more than invited */
function invitedIn(row: UserRow): User {
  const user = userOf(row);
  if (user.status === 'invited') return user;
  throw new DomainError(
    'conflict',
    'duplicate_user',
    `${user.id} has this address and is ${user.status}: only a person who was invited can be invited again`,
  );
}
