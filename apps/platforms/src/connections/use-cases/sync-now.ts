import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { Connection } from '../domain/connection.js';
import { refusalOf } from './refusal-of.js';
import { SyncAccounts } from './sync-accounts.js';

/** Within the time that the caller waits: thousands of accounts take longer, and come after the answer. */
const PATIENCE_MS = 10_000;

/** A sync that somebody asked for. */
@Injectable()
export class SyncNow {
  private readonly logger = new Logger(SyncNow.name);

  constructor(private readonly syncAccounts: SyncAccounts) {}

  /** @throws DomainError `platform_refused_credentials`, `platform_unavailable` */
  async execute(connection: Connection): Promise<void> {
    const answered = new AbortController();
    let isAwaited = true;
    const sync = this.syncAccounts.execute(connection).catch((error: unknown) => {
      if (isAwaited) throw refusalOf(error);
      this.logger.warn(
        `the accounts of ${connection.id} are incomplete until the next sync: ${String(error)}`,
      );
    });
    const patience = wait(PATIENCE_MS, undefined, { signal: answered.signal }).catch(() => undefined);
    try {
      await Promise.race([sync, patience]);
    } finally {
      isAwaited = false;
      answered.abort();
    }
  }
}
