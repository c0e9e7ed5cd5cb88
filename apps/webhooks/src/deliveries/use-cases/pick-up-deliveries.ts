import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import type { Delivery } from '../domain/attempt.js';
import {
  DeliveryQueues,
  type DueDelivery,
  type PickedUp,
  type Round,
} from '../persistence/delivery-queues.js';
import { EventBodies } from '../persistence/event-bodies.js';
import { HeldWebhooks } from './held-webhooks.js';
import { Leases } from './leases.js';
import { LoadSettings } from './load-settings.js';
import { SendDeliveries } from './send-deliveries.js';

/** Takes what is due into memory, and starts to send it. */
@Injectable()
export class PickUpDeliveries {
  /** A round has failed: it may have moved the times of queues whose deliveries are not in memory. */
  private isUnsure = false;

  constructor(
    private readonly held: HeldWebhooks,
    private readonly queues: DeliveryQueues,
    private readonly bodies: EventBodies,
    private readonly settings: LoadSettings,
    private readonly leases: Leases,
    private readonly sending: SendDeliveries,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<'more' | 'idle'> {
    if (this.isUnsure) await this.queues.makeAllDue(this.held.holder, this.clock.now());
    this.isUnsure = true;
    await this.leases.keep();
    const answer = await this.pickUp();
    this.isUnsure = false;
    return answer;
  }

  private async pickUp(): Promise<'more' | 'idle'> {
    const round = this.round();
    if (!(await this.queues.isDue(round))) return 'idle';

    const beganAt = performance.now();
    const picked = await this.queues.pickUp(round);
    const webhooks = picked.webhookIds.map((id) => this.held.hold(id));
    for (const webhook of webhooks) this.leases.begin(webhook, beganAt);
    await this.takeIn(picked);
    for (const webhook of webhooks) this.sending.start(webhook);
    return webhooks.length > 0 ? 'more' : 'idle';
  }

  private round(): Round {
    return {
      holder: this.held.holder,
      now: this.clock.now(),
      full: this.held.all.filter(({ isFull }) => isFull).map(({ id }) => id),
      free: this.held.free,
      sizeOf: (id) => this.held.hold(id).sizeToRead,
    };
  }

  private async takeIn({ webhookIds, due }: PickedUp): Promise<void> {
    const fresh = due.filter(({ webhookId, eventId }) => !this.held.hold(webhookId).knows(eventId));
    const bodies = await this.bodies.find(fresh.map(({ eventId }) => eventId));
    await this.settings.refresh(fresh);
    const deliveries = grouped(fresh, bodies);
    const sizes = countsOf(due);
    for (const id of webhookIds) {
      const webhook = this.held.hold(id);
      webhook.hasMore = (sizes.get(id) ?? 0) >= webhook.sizeToRead;
      webhook.add(deliveries.get(id) ?? [], performance.now(), { hangs: this.sending.hangs(id) });
    }
  }
}

/** An event without a body is older than what is kept: its delivery goes with its partition. */
function grouped(
  due: readonly DueDelivery[],
  bodies: ReadonlyMap<Id<'evt'>, string>,
): Map<Id<'wh'>, Delivery[]> {
  const groups = new Map<Id<'wh'>, Delivery[]>();
  for (const { webhookId, eventId, failures } of due) {
    const body = bodies.get(eventId);
    if (body === undefined) continue;
    const group = groups.get(webhookId) ?? [];
    group.push({ webhookId, eventId, failures, body });
    groups.set(webhookId, group);
  }
  return groups;
}

function countsOf(due: readonly DueDelivery[]): Map<Id<'wh'>, number> {
  const counts = new Map<Id<'wh'>, number>();
  for (const { webhookId } of due) counts.set(webhookId, (counts.get(webhookId) ?? 0) + 1);
  return counts;
}
