import { Injectable } from '@nestjs/common';
import { JetStreamPublisher } from '#messaging';
import { OutCursor } from '../persistence/out-cursor.js';
import { busMessageOf } from '../views/bus-event.view.js';

const BATCH = 500;

/** Publishes stored events for other systems, in the order in which they became visible, at least once. */
@Injectable()
export class PublishOnBus {
  constructor(
    private readonly cursor: OutCursor,
    private readonly publisher: JetStreamPublisher,
  ) {}

  /** One batch. The cursor stops before the first event that the server did not store. */
  async execute(): Promise<'more' | 'idle'> {
    const events = await this.cursor.next(BATCH);
    if (events.length === 0) return 'idle';
    const stored = await this.publisher.publish(events.map(({ event }) => busMessageOf(event)));
    const refusedAt = stored.indexOf(false);
    const last = events.at(refusedAt === -1 ? -1 : refusedAt - 1);
    if (refusedAt !== 0 && last !== undefined) await this.cursor.advance(last.position);
    return refusedAt === -1 && events.length === BATCH ? 'more' : 'idle';
  }

  /** Leaves the cursor to another process. */
  stop(): Promise<void> {
    return this.cursor.release();
  }
}
