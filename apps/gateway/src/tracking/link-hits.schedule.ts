import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { LinkHits } from './link-hits.js';

/** Each rest ends up in the delay of `email.clicked`. */
const REST_MS = 1_000;
/** Longer than hits of this process wait and are kept. */
const BUSY_MS = 120_000;
/** Hits of a process that died are found by a look now and then: an idle gateway shall not ask each second. */
const LOOK_MS = 30_000;

/** Judges the hits on links, and deletes them a minute later. */
@Injectable()
export class LinkHitsSchedule extends Ticker {
  private lookedAt = 0;

  constructor(
    private readonly hits: LinkHits,
    private readonly clock: Clock,
  ) {
    super({ name: 'LinkHitsSchedule', restMs: REST_MS, work: () => this.work() });
  }

  private async work(): Promise<'more' | 'idle'> {
    const now = this.clock.now();
    const isBusy = now.getTime() - this.hits.storedAt < BUSY_MS;
    if (!isBusy && now.getTime() - this.lookedAt < LOOK_MS) return 'idle';

    this.lookedAt = now.getTime();
    const rest = await this.hits.judge(now);
    return rest === 'more' || (await this.hits.deleteJudged(now)) === 'more' ? 'more' : 'idle';
  }
}
