import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { CampaignWatches } from '../persistence/campaign-watches.js';
import { DeliverabilityEvents } from '../persistence/deliverability-events.js';

const REST_MS = 3_600_000;

/** Deletes old events and hours. Runs in every replica: none takes rows that another one has locked. */
@Injectable()
export class CleanUpSchedule extends Ticker {
  constructor(events: DeliverabilityEvents, watches: CampaignWatches, clock: Clock) {
    const work = async (): Promise<'more' | 'idle'> => {
      const now = clock.now();
      const left = [await events.deleteExpired(now), await watches.deleteExpired(now)];
      return left.includes('more') ? 'more' : 'idle';
    };
    super({ name: CleanUpSchedule.name, restMs: REST_MS, work });
  }
}
