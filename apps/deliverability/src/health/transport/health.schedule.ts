import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { MessageFacts } from '../persistence/message-facts.js';
import { RefreshHealth } from '../use-cases/refresh-health.js';

/**
 * Figures lag by seconds; an account with many events is computed once for all of them. The look for them passes over all
 * accounts, so it is not taken more often.
 */
const REFRESH_REST_MS = 2_000;
const FORGET_REST_MS = 60_000;

/** Computes the health of accounts. Runs in every replica: each claims the accounts that it works on. */
@Injectable()
export class HealthSchedule extends Ticker {
  constructor(refreshHealth: RefreshHealth) {
    const work = async (): Promise<'idle'> => {
      await refreshHealth.execute();
      return 'idle';
    };
    super({ name: 'HealthSchedule', restMs: REFRESH_REST_MS, work });
  }
}

/** Deletes old messages and folds old hours. */
@Injectable()
export class FactsCleanUp extends Ticker {
  constructor(facts: MessageFacts) {
    super({ name: 'FactsCleanUp', restMs: FORGET_REST_MS, work: () => facts.forget() });
  }
}
