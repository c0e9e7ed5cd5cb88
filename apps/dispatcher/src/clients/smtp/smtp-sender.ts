import { Injectable } from '@nestjs/common';
import type { SendingAccountId, SmtpCredentials } from '#contracts';
import { AccountConnections, type Delivery } from './account-connections.js';
import type { RawMessage } from './raw-message.js';
import { SMTP_TIMEOUTS, type SmtpTimeouts } from './smtp-session.js';

export abstract class SmtpSenderOptions {
  abstract readonly connectionsPerAccount: number;
  /** The most accounts with open connections; the least recently used one is closed first. */
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
  /** In the order of their last use. */
  private readonly byAccount = new Map<SendingAccountId, AccountConnections>();

  constructor(private readonly options: SmtpSenderOptions) {}

  /** See `AccountConnections.deliver`. */
  deliver(
    credentials: SmtpCredentials,
    message: RawMessage,
    start: () => Promise<boolean>,
  ): Promise<Delivery> {
    return this.connectionsOf(credentials).deliver(message, start);
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
    for (const connections of this.byAccount.values()) connections.close();
  }

  private connectionsOf(credentials: SmtpCredentials): AccountConnections {
    const account = credentials.sending_account_id;
    const known = this.byAccount.get(account);
    const current = known?.credentials.version === credentials.version;
    if (!current) known?.close();
    const connections = known !== undefined && current ? known : this.connect(credentials);

    this.byAccount.delete(account);
    this.byAccount.set(account, connections);
    this.closeOldest();
    return connections;
  }

  private connect(credentials: SmtpCredentials): AccountConnections {
    const { connectionsPerAccount, idleMs = IDLE_MS, timeouts = SMTP_TIMEOUTS } = this.options;

    return new AccountConnections(credentials, { maxConnections: connectionsPerAccount, idleMs, timeouts });
  }

  private closeOldest(): void {
    for (const [account, connections] of this.byAccount) {
      if (this.byAccount.size <= this.options.maxAccounts) return;
      if (connections.pending > 0) continue;
      connections.close();
      this.byAccount.delete(account);
    }
  }
}
