import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { DeliveryAttempts, type ReadyMessage } from '../persistence/delivery-attempts.js';
import { Instance } from '../persistence/instances.js';
import { Batcher } from './batcher.js';

/**
 * Short, because every connection waits for it once per message. The mark is set per message and not per claim, so that a
 * pause counts only sends that really are in flight, and a crash leaves only those in doubt.
 */
const WINDOW_MS = 1;
const MAX_BATCH = 200;

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

  /** Messages wait for connections, and the contact's window may have closed meanwhile. */
  private isTooLate({ closesAt }: ReadyMessage): boolean {
    return closesAt !== null && closesAt <= this.clock.now();
  }

  private async start(messages: readonly ReadyMessage[]): Promise<boolean[]> {
    const started = await this.deliveryAttempts.start(this.instance.id, messages, this.clock.now());

    return messages.map(({ send }) => started.has(send.id));
  }
}
