import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '#contracts';
import { Database, type Transaction } from '#database';
import { uuidOf, type Id } from '#kernel';
import { ACCOUNT, accountOf, type Account, type AccountRow } from './account.js';

/** An account with the hash of its password. */
export interface StoredAccount {
  readonly account: Account;
  readonly passwordHash: string;
}

/** The newest first, where several workspaces have the address and the login names none. */
const FIND_FOR_LOGIN = `
  select ${ACCOUNT}, u.password_hash
  from app_user u
  join workspace w on w.id = u.workspace_id
  where lower(u.email) = lower($1) and ($2::uuid is null or u.workspace_id = $2)
    and u.password_hash is not null and u.deactivated_at is null
  order by u.id desc`;

const FIND = `
  select ${ACCOUNT}, u.password_hash
  from app_user u
  join workspace w on w.id = u.workspace_id
  where u.id = $1 and u.password_hash is not null and u.deactivated_at is null`;

const SET_PASSWORD = `
  with ended as (
    delete from one_time_token where user_id = $1
  )
  update app_user set password_hash = $2 where id = $1`;

/** Users as they log in: those who have a password and are not deactivated. */
@Injectable()
export class Accounts {
  constructor(private readonly database: Database) {}

  findForLogin(email: string, workspaceId: WorkspaceId | undefined): Promise<StoredAccount[]> {
    return this.all(FIND_FOR_LOGIN, [email, workspaceId === undefined ? null : uuidOf(workspaceId)]);
  }

  async find(userId: Id<'user'>): Promise<StoredAccount | undefined> {
    const [account] = await this.all(FIND, [uuidOf(userId)]);
    return account;
  }

  /** A password that is set also ends the tokens with which another one could be set. */
  async setPassword(tx: Transaction, userId: Id<'user'>, hash: string): Promise<void> {
    await tx.query(SET_PASSWORD, [uuidOf(userId), hash]);
  }

  private async all(sql: string, params: readonly unknown[]): Promise<StoredAccount[]> {
    const rows = await this.database.query<AccountRow & { password_hash: string }>(sql, params);
    return rows.map((row) => ({ account: accountOf(row), passwordHash: row.password_hash }));
  }
}
