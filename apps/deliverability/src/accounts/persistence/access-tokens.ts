import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { SendingAccount } from '../domain/sending-account.js';
import { CLAIM, LOCK_OWNER, RELEASE, ROTATE, STATES, STORE } from './access-tokens.sql.js';
import { accountOf, type SendingAccountRow } from './sending-account.row.js';

type AccountRef = Pick<SendingAccount, 'id' | 'workspace_id'>;

/** A valid token, or whether somebody is fetching one. */
export interface TokenState {
  readonly encryptedToken: string | null;
  readonly isFetched: boolean;
}

export interface FetchedToken {
  readonly encryptedToken: string;
  readonly expiresAt: Date;
  /** Present where the endpoint gave a new refresh token, which replaces the stored one. */
  readonly encryptedRefreshToken: string | undefined;
}

/** Access tokens, encrypted, and the lease of the replica that fetches them: replicas share the tokens, and one of them fetches. */
@Injectable()
export class AccessTokens {
  constructor(private readonly database: Database) {}

  /**
   * The accounts that have a token or that somebody fetches one for. A token counts when it expires after `validUntil` and
   * was fetched after `fetchedAfter`.
   */
  async states(
    ids: readonly Id<'ea'>[],
    { now, validUntil, fetchedAfter }: Readonly<Record<'now' | 'validUntil' | 'fetchedAfter', Date>>,
  ): Promise<Map<Id<'ea'>, TokenState>> {
    const rows = await this.database.query<{ account_id: string; token: string | null; is_fetched: boolean }>(
      STATES,
      [ids.map(uuidOf), now, validUntil, fetchedAfter],
    );
    return new Map(
      rows.map((row) => [
        idOf('ea', row.account_id),
        { encryptedToken: row.token, isFetched: row.is_fetched },
      ]),
    );
  }

  /** Those of the accounts that nobody else fetches a token for; they are the caller's until `until`. */
  async claim(accounts: readonly AccountRef[], now: Date, until: Date): Promise<Set<Id<'ea'>>> {
    const rows = await this.database.query<{ account_id: string }>(CLAIM, [
      accounts.map(({ id }) => uuidOf(id)),
      accounts.map(({ workspace_id }) => uuidOf(workspace_id)),
      now,
      until,
    ]);
    return new Set(rows.map(({ account_id }) => idOf('ea', account_id)));
  }

  async release({ id }: AccountRef, now: Date): Promise<void> {
    await this.database.query(RELEASE, [uuidOf(id), now]);
  }

  /** Stores a token that was fetched, unless its login is not that of the account any more: false then. */
  store(
    { id }: AccountRef,
    token: FetchedToken,
    { now, isCurrent }: { readonly now: Date; readonly isCurrent: (account: SendingAccount) => boolean },
  ): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<SendingAccountRow>(LOCK_OWNER, [uuidOf(id)]);
      if (row === undefined || !isCurrent(accountOf(row))) return false;
      await tx.query(STORE, [row.id, row.workspace_id, token.encryptedToken, now, token.expiresAt]);
      if (token.encryptedRefreshToken !== undefined) {
        await tx.query(ROTATE, [row.id, token.encryptedRefreshToken]);
      }
      return true;
    });
  }
}
