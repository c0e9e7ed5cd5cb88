import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { RampLimits } from '../persistence/ramp-limits.js';

const REST_MS = 60_000;
const BATCH = 500;

/** Stages rise with the days and with every message, so that their ceilings are looked at each minute. */
@Injectable()
export class RampSchedule extends Ticker {
  constructor(ramp: RampLimits, clock: Clock) {
    const work = async () => ((await ramp.refresh(BATCH, clock.now())) < BATCH ? 'idle' : 'more');
    super({ name: 'RampSchedule', restMs: REST_MS, work });
  }
}
