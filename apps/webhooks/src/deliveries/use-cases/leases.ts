import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { ATTEMPT_MS } from '../clients/webhook-receiver.js';
import { DeliveryQueues, type HeldQueue } from '../persistence/delivery-queues.js';
import { LEASE_MS } from '../persistence/delivery-queues.sql.js';
import type { HeldWebhook } from './held-webhook.js';
import { HeldWebhooks } from './held-webhooks.js';
import { LoadSettings } from './load-settings.js';
import { SendDeliveries } from './send-deliveries.js';

const BEAT_MS = 5_000;
/** An attempt that begins now ends before another process may take over its webhook. */
const START_MS = LEASE_MS - ATTEMPT_MS - 1_000;

/**
 * Renews the leases of this process, and gives back those of webhooks that have nothing to send. The pause of a Slack
 * webhook is known to its process alone, which keeps the webhook until then.
 */
@Injectable()
export class Leases {
  private beatAt = 0;

  constructor(
    private readonly held: HeldWebhooks,
    private readonly queues: DeliveryQueues,
    private readonly settings: LoadSettings,
    private readonly sending: SendDeliveries,
  ) {}

  /** The lease was taken or renewed by a statement that began at `beganAt`. */
  begin(webhook: HeldWebhook, beganAt: number): void {
    webhook.mayStartUntil = beganAt + START_MS;
  }

  /** To be called often; never beside a pick-up, whose new deliveries it would not see. */
  async keep(): Promise<void> {
    const beganAt = performance.now();
    if (beganAt < this.beatAt || this.held.all.length === 0) return;
    const busy = this.held.all.filter((webhook) => !webhook.isIdle || webhook.pausedUntil > beganAt);
    const queues = await this.queues.beat(
      this.held.holder,
      busy.map(({ id }) => id),
    );
    this.beatAt = beganAt + BEAT_MS;
    this.letGo(new Set(queues.map(({ webhookId }) => webhookId)));
    await this.settings.refresh(queues);
    for (const queue of queues) this.renew(queue, beganAt);
  }

  /** An idle webhook was given back; a busy one that is not held was lost to another process. */
  private letGo(kept: ReadonlySet<Id<'wh'>>): void {
    for (const webhook of this.held.all) {
      if (kept.has(webhook.id)) continue;
      webhook.dropWaiting();
      webhook.mayStartUntil = 0;
      if (webhook.isIdle) this.held.remove(webhook.id);
    }
  }

  private renew({ webhookId, active }: HeldQueue, beganAt: number): void {
    const webhook = this.held.hold(webhookId);
    this.begin(webhook, beganAt);
    if (!webhook.hasUnrecorded) webhook.isGone = false;
    // Deliveries of a webhook that was switched off wait: whoever switches it on makes its queue due.
    if (!active) webhook.dropWaiting();
    this.sending.start(webhook);
  }
}
