import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { ACTIVE, CONNECTION_OF, FORGET, GONE, SEE } from './platform-accounts.sql.js';

export interface SeenAccount {
  readonly email: string;
  readonly external_id: string;
  readonly sending_account_id: Id<'ea'>;
  readonly active: boolean;
}

/** The sending accounts that platforms have, by connection. */
@Injectable()
export class PlatformAccounts {
  constructor(private readonly database: Database) {}

  /** `since`: when the sync began that has seen them. */
  async see(connectionId: Id<'pcon'>, accounts: readonly SeenAccount[], since: Date): Promise<void> {
    const rows = accounts.map((account) => ({
      ...account,
      sending_account_id: uuidOf(account.sending_account_id),
    }));
    await this.database.query(SEE, [uuidOf(connectionId), JSON.stringify(rows), since]);
  }

  /** The addresses that no sync has seen since then, at most `limit`. */
  async gone(connectionId: Id<'pcon'>, since: Date, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ email: string }>(GONE, [uuidOf(connectionId), since, limit]);
    return rows.map(({ email }) => email);
  }

  async forget(connectionId: Id<'pcon'>, emails: readonly string[], since: Date): Promise<void> {
    await this.database.query(FORGET, [uuidOf(connectionId), emails, since]);
  }

  /** The ids at the platform of those addresses, in lower case, by which it can send. */
  async active(connectionId: Id<'pcon'>, emails: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.database.query<Pick<SeenAccount, 'email' | 'external_id'>>(ACTIVE, [
      uuidOf(connectionId),
      emails,
    ]);
    return new Map(rows.map(({ email, external_id }) => [email, external_id]));
  }

  async connectionOf(workspaceId: WorkspaceId, accountId: Id<'ea'>): Promise<Id<'pcon'> | undefined> {
    const [row] = await this.database.query<{ connection_id: string }>(CONNECTION_OF, [
      uuidOf(workspaceId),
      uuidOf(accountId),
    ]);
    return row === undefined ? undefined : idOf('pcon', row.connection_id);
  }
}
