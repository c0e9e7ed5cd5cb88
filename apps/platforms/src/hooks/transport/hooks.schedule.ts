import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { HandleHooks } from '../use-cases/handle-hooks.js';

/** Hooks of other replicas, and those that wait, are found so late. */
const REST_MS = 500;

/** Handles hooks in every replica: each takes those that no other one has. */
@Injectable()
export class HooksSchedule extends Ticker {
  constructor(handleHooks: HandleHooks) {
    super({ name: HooksSchedule.name, restMs: REST_MS, work: () => handleHooks.execute() });
  }
}
