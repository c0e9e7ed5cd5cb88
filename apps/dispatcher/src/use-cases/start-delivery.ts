import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import type { ClaimedSend } from '../persistence/claims.js';
import { DeliveryAttempts, type ReadyMessage } from '../persistence/delivery-attempts.js';
import { Instance } from '../persistence/instances.js';
import { Batcher } from './batcher.js';

/**
 * Short, because every connection waits for it once per message. The mark is set per message and not per claim, so that a
 * pause counts only sends that really are in flight, and a crash leaves only those in doubt.
 */
const WINDOW_MS = 1;
const MAX_BATCH = 200;

/** Afterwards the contact may have unsubscribed or replied: the send is claimed and confirmed once more. */
const MAX_AGE_MS = 60_000;
/** A claim starts a gap of 65 seconds. After a later start than this, the next message could follow in less than a minute. */
const PROMPT_MS = 5_000;

/** Marks the start of delivery before the first byte leaves. */
@Injectable()
export class StartDelivery {
  private closed = false;
  private readonly batcher = new Batcher<ReadyMessage, boolean>((messages) => this.start(messages), {
    windowMs: WINDOW_MS,
    maxSize: MAX_BATCH,
  });

  constructor(
    private readonly deliveryAttempts: DeliveryAttempts,
    private readonly instance: Instance,
    private readonly clock: Clock,
  ) {}

  /** Whether the message may leave now. Rejects when PostgreSQL is away: then it may not. */
  async execute(message: ReadyMessage): Promise<boolean> {
    if (this.closed || this.isTooLate(message)) return false;
    return this.batcher.add(message);
  }

  /** No delivery starts any more: the process ends, and its waiting sends are released. */
  close(): void {
    this.closed = true;
  }

  /** Messages wait for connections. Meanwhile the contact may have unsubscribed, and its window may have closed. */
  private isTooLate({ send, closesAt }: ReadyMessage): boolean {
    const now = this.clock.now();
    return ageOf(send, now) >= MAX_AGE_MS || (closesAt !== null && closesAt <= now);
  }

  private async start(messages: readonly ReadyMessage[]): Promise<boolean[]> {
    const now = this.clock.now();
    const started = await this.deliveryAttempts.start(this.instance.id, messages, now);
    const late = messages
      .map(({ send }) => send)
      .filter((send) => started.has(send.id) && send.smartTimeGaps && ageOf(send, now) > PROMPT_MS);
    if (late.length > 0) {
      const accounts = late.map(({ accountId }) => accountId);
      await this.deliveryAttempts.beginGaps(accounts, now);
    }
    return messages.map(({ send }) => started.has(send.id));
  }
}

const ageOf = ({ claimedAt }: ClaimedSend, now: Date): number => now.getTime() - claimedAt.getTime();
