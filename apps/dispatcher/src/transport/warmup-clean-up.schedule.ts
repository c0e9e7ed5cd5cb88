import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { WarmupSends } from '../persistence/warmup-sends.js';

const REST_MS = 3_600_000;

/** Deletes warmup messages that nobody asks for again. */
@Injectable()
export class WarmupCleanUp extends Ticker {
  constructor(sends: WarmupSends, clock: Clock) {
    const work = async (): Promise<'idle'> => {
      await sends.deleteOld(clock.now());
      return 'idle';
    };
    super({ name: 'WarmupCleanUp', restMs: REST_MS, work });
  }
}
