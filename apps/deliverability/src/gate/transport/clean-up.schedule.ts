import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { GateDecisions } from '../persistence/gate-decisions.js';

const REST_MS = 60_000;

/** Deletes old decisions of the gate. */
@Injectable()
export class DecisionsCleanUp extends Ticker {
  constructor(decisions: GateDecisions, clock: Clock) {
    const work = async (): Promise<'idle'> => {
      await decisions.deleteExpired(clock.now());
      return 'idle';
    };
    super({ name: 'DecisionsCleanUp', restMs: REST_MS, work });
  }
}
