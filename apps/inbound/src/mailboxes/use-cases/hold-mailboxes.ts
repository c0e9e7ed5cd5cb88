import { Injectable } from '@nestjs/common';
import { toTake } from '../domain/share.js';
import { LEASE_MS, MailboxLeases } from '../persistence/mailbox-leases.js';
import { Readers } from './readers.js';

/** A process stops to read this long before others take its mailboxes over. */
const MARGIN_MS = 3_000;

/** Keeps the mailboxes of this process, and as many as its share is. */
@Injectable()
export class HoldMailboxes {
  private expiry: NodeJS.Timeout | undefined;
  private givingUp: Promise<void> = Promise.resolve();

  constructor(
    private readonly leases: MailboxLeases,
    private readonly readers: Readers,
  ) {}

  async execute(): Promise<void> {
    const beganAt = performance.now();
    const steady = await this.leases.beat(this.readers.id);
    this.expireAt(beganAt + LEASE_MS - MARGIN_MS);
    await this.givingUp;
    // After an outage of the database everybody looks dead: those who live beat before anybody is forgotten.
    if (steady) await this.leases.forgetDead();
    await this.balance();

    const asOf = performance.now();
    await this.readers.hold(await this.leases.heldBy(this.readers.id), asOf);
  }

  /** Closes all connections and gives the mailboxes back. */
  async leave(): Promise<void> {
    clearTimeout(this.expiry);
    await this.readers.giveUpAll();
    await this.leases.leave(this.readers.id);
  }

  private async balance(): Promise<void> {
    const count = toTake(await this.leases.holdings(this.readers.id));
    if (count > 0) await this.leases.take(this.readers.id, count);
    if (count >= 0) return;
    const surplus = this.readers.dispensable(-count);
    await this.readers.giveUp(surplus);
    await this.leases.release(this.readers.id, surplus);
  }

  private expireAt(time: number): void {
    clearTimeout(this.expiry);
    this.expiry = setTimeout(() => {
      this.givingUp = this.readers.giveUpAll();
    }, time - performance.now());
  }
}
