import { Injectable, Logger } from '@nestjs/common';
import { EVENT_RETENTION_DAYS, type PublicEvent } from '#contracts';
import { Clock } from '#kernel';
import { dayOf, keptDays } from '../domain/event-day.js';
import { Partitions } from '../persistence/partitions.js';
import { PublicEvents } from '../persistence/public-events.js';

/** Stores public events that come from other services, late ones as well. */
@Injectable()
export class RecordPublicEvents {
  private readonly logger = new Logger(RecordPublicEvents.name);

  constructor(
    private readonly partitions: Partitions,
    private readonly publicEvents: PublicEvents,
    private readonly clock: Clock,
  ) {}

  /** Events that are older than events are kept, or whose id is not one of our time, are passed over. */
  async record(events: readonly PublicEvent[]): Promise<void> {
    const { first, last } = keptDays(this.clock.now(), EVENT_RETENTION_DAYS);
    const kept = events.filter(({ id }) => dayOf(id) >= first && dayOf(id) <= last);
    if (kept.length < events.length) {
      this.logger.debug(`${events.length - kept.length} events are outside of the days that are kept`);
    }
    await this.partitions.ensure(kept.map(({ id }) => dayOf(id)));
    await this.publicEvents.add(kept);
  }
}
