import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { HeldWebhook } from './held-webhook.js';

/** Each has a few deliveries and up to ten connections. Others wait, the longest first, or another process takes them. */
const MAX_HELD = 2_000;

/** The webhooks to which this process sends now. */
@Injectable()
export class HeldWebhooks {
  /** This process among the replicas. */
  readonly holder = randomUUID();
  private readonly webhooks = new Map<Id<'wh'>, HeldWebhook>();
  private readonly listeners: (() => void)[] = [];

  get free(): number {
    return Math.max(0, MAX_HELD - this.webhooks.size);
  }

  get all(): readonly HeldWebhook[] {
    return [...this.webhooks.values()];
  }

  get inFlight(): number {
    return this.all.reduce((total, { inFlight }) => total + inFlight, 0);
  }

  find(id: Id<'wh'>): HeldWebhook | undefined {
    return this.webhooks.get(id);
  }

  hold(id: Id<'wh'>): HeldWebhook {
    const webhook = this.webhooks.get(id) ?? new HeldWebhook(id);
    this.webhooks.set(id, webhook);
    return webhook;
  }

  remove(id: Id<'wh'>): void {
    this.webhooks.delete(id);
  }

  /** Calls `listener` when a webhook has room for deliveries that wait in the database. */
  whenRoom(listener: () => void): void {
    this.listeners.push(listener);
  }

  tellRoom(): void {
    for (const listener of this.listeners) listener();
  }
}
