import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { SendingAccountId, SmtpCredentials } from '#contracts';
import { Outbound } from '#outbound';
import { AccountConnections, type Delivery } from './account-connections.js';
import type { RawMessage } from './raw-message.js';
import { SMTP_TIMEOUTS, type SmtpTimeouts } from './smtp-session.js';

export abstract class SmtpSenderOptions {
  abstract readonly connectionsPerAccount: number;
  /** The most accounts with open connections; the least recently used one is closed first, once it has delivered. */
  abstract readonly maxAccounts: number;
  abstract readonly idleMs?: number;
  abstract readonly timeouts?: SmtpTimeouts;
}

/** Long enough for the next claim, short enough that an account is not logged in during its gaps. */
const IDLE_MS = 20_000;

/** Messages that may wait for each connection before claims skip the account. */
const BUSY_PER_CONNECTION = 8;

/** Sends raw messages through the servers of the sending accounts, over a few connections each. */
@Injectable()
export class SmtpSender {
  private readonly byAccount: LRUCache<SendingAccountId, AccountConnections>;

  constructor(
    private readonly options: SmtpSenderOptions,
    private readonly outbound: Outbound,
  ) {
    const dispose = (connections: AccountConnections) => connections.close();
    this.byAccount = new LRUCache({ max: options.maxAccounts, dispose });
  }

  /** See `AccountConnections.deliver`. */
  deliver(
    credentials: SmtpCredentials,
    message: RawMessage,
    start: () => Promise<boolean>,
  ): Promise<Delivery> {
    return this.connectionsOf(credentials).deliver(message, start, credentials);
  }

  /** The accounts that have more waiting messages than their connections can take soon. */
  busy(): SendingAccountId[] {
    const limit = this.options.connectionsPerAccount * BUSY_PER_CONNECTION;

    return [...this.byAccount]
      .filter(([, connections]) => connections.pending >= limit)
      .map(([account]) => account);
  }

  /** Closes every connection that is idle. */
  close(): void {
    this.byAccount.clear();
  }

  private connectionsOf(credentials: SmtpCredentials): AccountConnections {
    const known = this.byAccount.get(credentials.sending_account_id);
    if (known?.credentials.version === credentials.version) return known;

    const { connectionsPerAccount, idleMs = IDLE_MS, timeouts = SMTP_TIMEOUTS } = this.options;
    const options = { maxConnections: connectionsPerAccount, idleMs, timeouts, outbound: this.outbound };
    const connections = new AccountConnections(credentials, options);
    this.byAccount.set(credentials.sending_account_id, connections);
    return connections;
  }
}
