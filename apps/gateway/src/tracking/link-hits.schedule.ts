import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { LinkHits } from './link-hits.js';

/** Each rest ends up in the delay of `email.clicked`. */
const REST_MS = 1_000;

/** Judges the hits on links, and deletes them a minute later. */
@Injectable()
export class LinkHitsSchedule extends Ticker {
  constructor(hits: LinkHits, clock: Clock) {
    const work = async (): Promise<'more' | 'idle'> => {
      const rest = await hits.judge(clock.now());
      return rest === 'more' || (await hits.deleteJudged(clock.now())) === 'more' ? 'more' : 'idle';
    };
    super({ name: 'LinkHitsSchedule', restMs: REST_MS, work });
  }
}
