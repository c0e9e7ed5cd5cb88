import type { Transport } from '#contracts';
import { Injectable } from '@nestjs/common';
import { InboxConnections, type Delivery } from './account-connections.js';
import type { Mail } from './raw-message.js';
import { SMTP_TIMEOUTS, type SmtpTimeouts } from './smtp-session.js';

export abstract class CourierOptions {
  abstract readonly connectionsPerInbox: number;
  /** Inboxes with open connections at once; the one that was not used for longest is closed first. */
  abstract readonly maxInboxes: number;
  abstract readonly idleMs?: number;
  abstract readonly timeouts?: SmtpTimeouts;
}

/** Long enough for the next claim, short enough that an inbox is not logged in for its smart time gaps. */
const IDLE_MS = 20_000;

/** How much may wait for an inbox before claims leave it alone. */
const BUSY_PER_CONNECTION = 8;

/** Hands mail over to the servers of the inboxes, over a few connections each. */
@Injectable()
export class SmtpCourier {
  /** By account, in the order of their last use. */
  private readonly inboxes = new Map<string, InboxConnections>();

  constructor(private readonly options: CourierOptions) {}

  /** See `InboxConnections.deliver`. */
  deliver(transport: Transport, mail: Mail, begin: () => Promise<boolean>): Promise<Delivery> {
    return this.inboxOf(transport).deliver(mail, begin);
  }

  /** Accounts (wire ids) that have more to do than they can at once. */
  busy(): string[] {
    const limit = this.options.connectionsPerInbox * BUSY_PER_CONNECTION;

    return [...this.inboxes].filter(([, inbox]) => inbox.pending >= limit).map(([account]) => account);
  }

  /** Closes every connection that is idle. */
  close(): void {
    for (const inbox of this.inboxes.values()) inbox.close();
  }

  private inboxOf(transport: Transport): InboxConnections {
    const account = transport.sending_account_id;
    const known = this.inboxes.get(account);
    const current = known?.transport.version === transport.version;
    if (!current) known?.close();
    const inbox = known !== undefined && current ? known : this.newInbox(transport);

    this.inboxes.delete(account);
    this.inboxes.set(account, inbox);
    this.closeOldest();
    return inbox;
  }

  private newInbox(transport: Transport): InboxConnections {
    const { connectionsPerInbox, idleMs = IDLE_MS, timeouts = SMTP_TIMEOUTS } = this.options;

    return new InboxConnections(transport, { maxConnections: connectionsPerInbox, idleMs, timeouts });
  }

  private closeOldest(): void {
    for (const [account, inbox] of this.inboxes) {
      if (this.inboxes.size <= this.options.maxInboxes) return;
      if (inbox.pending > 0) continue;
      inbox.close();
      this.inboxes.delete(account);
    }
  }
}
