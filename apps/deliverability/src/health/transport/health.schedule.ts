import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { RefreshHealth } from '../use-cases/refresh-health.js';

const REST_MS = 60_000;

/** Scores accounts again. Runs in every replica: each claims the accounts that it works on. */
@Injectable()
export class HealthSchedule extends Ticker {
  constructor(refreshHealth: RefreshHealth) {
    const work = async (): Promise<'idle'> => {
      await refreshHealth.execute();
      return 'idle';
    };
    super({ name: 'HealthSchedule', restMs: REST_MS, work });
  }
}
