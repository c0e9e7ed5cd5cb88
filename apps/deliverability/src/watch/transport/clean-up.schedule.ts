import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { DeliverabilityEvents } from '../persistence/deliverability-events.js';

const REST_MS = 3_600_000;

/** Deletes old events of the log. Runs in every replica: none takes rows that another one has locked. */
@Injectable()
export class EventsCleanUp extends Ticker {
  constructor(events: DeliverabilityEvents, clock: Clock) {
    super({
      name: EventsCleanUp.name,
      restMs: REST_MS,
      work: async () => ((await events.deleteExpired(clock.now())) === 'more' ? 'more' : 'idle'),
    });
  }
}
