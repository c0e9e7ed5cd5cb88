import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { GateDecisions } from '../persistence/gate-decisions.js';
import { RefreshHealth } from '../use-cases/refresh-health.js';

const REST_MS = 60_000;

/** Scores accounts again and deletes old gate decisions. Runs in every replica: each claims the accounts that it works on. */
@Injectable()
export class HealthSchedule extends Ticker {
  constructor(refreshHealth: RefreshHealth, decisions: GateDecisions, clock: Clock) {
    const work = async (): Promise<'idle'> => {
      await refreshHealth.execute();
      await decisions.deleteExpired(clock.now());
      return 'idle';
    };
    super({ name: 'HealthSchedule', restMs: REST_MS, work });
  }
}
