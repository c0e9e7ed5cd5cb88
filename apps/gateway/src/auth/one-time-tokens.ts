import { Injectable } from '@nestjs/common';
import { Database, deleteOlder, type Transaction } from '#database';
import { uuidOf, type Id } from '#kernel';
import { ACCOUNT, accountOf, type Account, type AccountRow } from './account.js';
import { hashOfToken, unknownToken, type OneTimeToken, type Purpose } from './one-time-token.js';

const PUT = `
  insert into one_time_token (user_id, purpose, hash, expires_at) values ($1, $2, $3, $4)
  on conflict (user_id, purpose) do update set hash = excluded.hash, expires_at = excluded.expires_at`;

const FIND = `
  select ${ACCOUNT}
  from one_time_token t
  join app_user u on u.id = t.user_id
  join workspace w on w.id = u.workspace_id
  where t.hash = $1 and t.purpose = $2 and t.expires_at > $3 and u.deactivated_at is null`;

const USE =
  'delete from one_time_token where hash = $1 and purpose = $2 and expires_at > $3 returning user_id';

const END = 'delete from one_time_token where user_id = $1';

/** The tokens of invitations and password resets: at most one of each for a person. */
@Injectable()
export class OneTimeTokens {
  constructor(private readonly database: Database) {}

  /** Ends the token of before. */
  async put(tx: Transaction, userId: Id<'user'>, token: OneTimeToken): Promise<void> {
    await tx.query(PUT, [uuidOf(userId), token.purpose, token.hash, token.expiresAt]);
  }

  /** The person whose token it is. @throws `not_found` */
  async find(token: string, purpose: Purpose, now: Date): Promise<Account> {
    const [row] = await this.database.query<AccountRow>(FIND, [hashOfToken(token), purpose, now]);
    if (row === undefined) throw unknownToken();
    return accountOf(row);
  }

  /** Ends a token with its use: of two that race, one gets it. @throws `not_found` */
  async use(tx: Transaction, token: string, purpose: Purpose, now: Date): Promise<void> {
    const used = await tx.query(USE, [hashOfToken(token), purpose, now]);
    if (used.length === 0) throw unknownToken();
  }

  async endAll(tx: Transaction, userId: Id<'user'>): Promise<void> {
    await tx.query(END, [uuidOf(userId)]);
  }

  /** Deletes one batch of expired tokens. */
  deleteExpired(now: Date): Promise<'more' | 'done'> {
    const table = { table: 'one_time_token', key: ['user_id', 'purpose'], age: 'expires_at' };
    return deleteOlder(this.database, table, now);
  }
}
