import { Injectable, Logger } from '@nestjs/common';
import { Ticker } from '#service';
import { PushClaims } from '../persistence/push-claims.js';

const BEAT_MS = 10_000;

/** Shows that this process lives, and takes over the leads of those that do not. */
@Injectable()
export class PusherLife extends Ticker {
  constructor(claims: PushClaims) {
    const logger = new Logger(PusherLife.name);
    const work = async (): Promise<'idle'> => {
      await claims.beat();
      const reaped = await claims.reap();
      if (reaped > 0) logger.warn(`${reaped} leads were taken over whose claims nobody renewed`);
      return 'idle';
    };
    super({ name: 'PusherLife', restMs: BEAT_MS, work });
  }
}
