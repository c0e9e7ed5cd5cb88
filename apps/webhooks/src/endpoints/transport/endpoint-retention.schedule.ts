import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { EndpointRetention } from '../persistence/endpoint-retention.js';

const EVERY_MS = 3_600_000;

/** Cleans up in every replica: none takes rows that another one has locked. */
@Injectable()
export class EndpointRetentionSchedule extends Ticker {
  constructor(retention: EndpointRetention, clock: Clock) {
    super({
      name: EndpointRetentionSchedule.name,
      restMs: EVERY_MS,
      work: async () => ((await retention.cleanUp(clock.now())) === 'more' ? 'more' : 'idle'),
    });
  }
}
