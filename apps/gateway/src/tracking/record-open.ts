import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { EmailOpened } from '#contracts';
import { Clock } from '#kernel';
import { makeEvent, toMessages } from '#messaging';
import type { TrackedMessage } from '#tracking';
import { MINUTE_MS, signalId } from './signal-id.js';
import { SignalPublisher } from './signal-publisher.js';

/** Some 10 MB. */
const MAX_REMEMBERED = 50_000;

/** Publishes that a message was opened, once a minute for a person and once for machines. */
@Injectable()
export class RecordOpen {
  /** Opens of this gateway; the inboxes of consumers drop those that several gateways have published. */
  private readonly recorded = new LRUCache<string, true>({ max: MAX_REMEMBERED });

  constructor(
    private readonly publisher: SignalPublisher,
    private readonly clock: Clock,
  ) {}

  /**
   * The id follows from the message, the verdict and the minute: a pixel that is fetched 300 times would else store 300
   * events, and an open by a machine never hides one by a person.
   */
  async execute(message: TrackedMessage, { machine }: { readonly machine: boolean }): Promise<void> {
    const { workspace_id: workspaceId, ...fact } = message;
    const now = this.clock.now();
    const id = signalId(['open', message.send_id, machine], now, MINUTE_MS);
    if (this.recorded.has(id)) return;

    this.recorded.set(id, true);
    const event = makeEvent(EmailOpened, {
      id,
      service: 'gateway',
      workspaceId,
      time: now,
      data: { ...fact, at: now.toISOString(), machine },
    });
    try {
      await this.publisher.keep(toMessages(EmailOpened, [event]), id);
    } catch (error) {
      this.recorded.delete(id);
      throw error;
    }
  }
}
