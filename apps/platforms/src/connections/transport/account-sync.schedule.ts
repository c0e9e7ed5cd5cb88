import { Injectable, Logger } from '@nestjs/common';
import { Ticker } from '#service';
import { PlatformError } from '../../clients/platform-error.js';
import type { Connection } from '../domain/connection.js';
import { Connections } from '../persistence/connections.js';
import { SyncAccounts } from '../use-cases/sync-accounts.js';

/** A new connection wakes it. Those of other processes that have died are found this late. */
const REST_MS = 10_000;

/** Fetches the accounts of connections every hour. Runs in every replica: each claims connections of its own. */
@Injectable()
export class AccountSyncSchedule extends Ticker {
  private readonly log = new Logger(AccountSyncSchedule.name);

  constructor(
    private readonly connections: Connections,
    private readonly syncAccounts: SyncAccounts,
  ) {
    super({ name: AccountSyncSchedule.name, restMs: REST_MS, work: () => this.syncDue() });
  }

  private async syncDue(): Promise<'more' | 'idle'> {
    const due = await this.connections.claimSyncs();
    await Promise.all(due.map((connection) => this.sync(connection)));
    return due.length === 0 ? 'idle' : 'more';
  }

  /** A failure of one platform must not keep the others waiting. Its connection is due again when the lease is over. */
  private async sync(connection: Connection): Promise<void> {
    try {
      await this.syncAccounts.execute(connection);
    } catch (error) {
      const level = error instanceof PlatformError ? 'warn' : 'error';
      this.log[level](`the accounts of ${connection.id} were not fetched: ${String(error)}`);
    }
  }
}
