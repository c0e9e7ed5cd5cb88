import { Injectable } from '@nestjs/common';
import { EmailAddress, MAX_SYNCED_ACCOUNTS } from '#contracts';
import { Clock } from '#kernel';
import type { PlatformAccount } from '../../clients/domain/campaign-plan.js';
import { AccountDirectory } from '../clients/account-directory.js';
import { ConnectionCalls } from '../clients/connection-calls.js';
import type { Connection } from '../domain/connection.js';
import { shownAccount } from '../domain/shown-account.js';
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
    const batch = [...new Map(listed.flatMap(byAddress))];
    if (batch.length === 0) return;
    const ids = await this.directory.store(
      connection,
      batch.map(([, account]) => shownAccount(account, since)),
    );
    const seen = batch.flatMap(([email, { externalId, active }], index) => {
      const id = ids[index];
      return id === undefined ? [] : [{ email, external_id: externalId, sending_account_id: id, active }];
    });
    await this.accounts.see(connection.id, seen, since);
  }
}

/** Nobody could be written to from what is no address, and every batch with it would be refused. */
function byAddress(account: PlatformAccount): [string, PlatformAccount][] {
  const { data: email } = EmailAddress.safeParse(account.email);
  return email === undefined ? [] : [[email.toLowerCase(), { ...account, email }]];
}
