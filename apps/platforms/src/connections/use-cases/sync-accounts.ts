import { Injectable } from '@nestjs/common';
import { MAX_SYNCED_ACCOUNTS, type SyncedAccount } from '#contracts';
import { Clock } from '#kernel';
import type { PlatformAccount } from '../../clients/domain/campaign-plan.js';
import { AccountDirectory } from '../clients/account-directory.js';
import { ConnectionCalls } from '../clients/connection-calls.js';
import type { Connection } from '../domain/connection.js';
import { Connections } from '../persistence/connections.js';
import { PlatformAccounts } from '../persistence/platform-accounts.js';

/** Brings the sending accounts that a platform has. They are streamed, so that a fleet of thousands needs no memory. */
@Injectable()
export class SyncAccounts {
  constructor(
    private readonly connections: Connections,
    private readonly calls: ConnectionCalls,
    private readonly accounts: PlatformAccounts,
    private readonly directory: AccountDirectory,
    private readonly clock: Clock,
  ) {}

  /** @throws PlatformError: what was seen before it is stored, and nothing is taken for gone. */
  async execute(connection: Connection): Promise<void> {
    const since = this.clock.now();
    const { client, call } = this.calls.open(connection);
    let batch: PlatformAccount[] = [];
    for await (const account of client.listAccounts(call)) {
      batch.push(account);
      if (batch.length < MAX_SYNCED_ACCOUNTS) continue;
      await this.store(connection, batch, since);
      batch = [];
    }
    await this.store(connection, batch, since);
    await this.disconnectGone(connection, since, `${connection.platform} does not list it any more`);
    await this.connections.markSynced(connection);
  }

  /** The accounts that no sync has seen since then send nothing more. */
  async disconnectGone(connection: Connection, since: Date, reason: string): Promise<void> {
    for (;;) {
      const gone = await this.accounts.gone(connection.id, since, MAX_SYNCED_ACCOUNTS);
      if (gone.length === 0) return;
      await this.directory.disconnect(connection, gone, reason);
      await this.accounts.forget(connection.id, gone, since);
    }
  }

  private async store(
    connection: Connection,
    listed: readonly PlatformAccount[],
    since: Date,
  ): Promise<void> {
    // A page that moved while it was read has an account twice.
    const batch = [...new Map(listed.map((account) => [account.email.toLowerCase(), account]))];
    if (batch.length === 0) return;
    const ids = await this.directory.store(
      connection,
      batch.map(([email, account]) => syncedAccount(email, account)),
    );
    const seen = batch.flatMap(([email, { externalId, active }], index) => {
      const id = ids[index];
      return id === undefined ? [] : [{ email, external_id: externalId, sending_account_id: id, active }];
    });
    await this.accounts.see(connection.id, seen, since);
  }
}

const MAX_REASON = 1_000;

const syncedAccount = (email: string, account: PlatformAccount): SyncedAccount => ({
  email,
  display_name: account.displayName ?? '',
  active: account.active,
  status_reason: account.active ? null : (account.statusReason ?? 'not active there').slice(0, MAX_REASON),
  daily_send_limit: account.dailyLimit,
  reputation: account.warmup.reputation,
  warmup: {
    enabled: account.warmup.enabled,
    started_at: account.warmup.startedAt?.toISOString() ?? null,
    cumulative_sends: account.warmup.cumulativeSends,
  },
});
