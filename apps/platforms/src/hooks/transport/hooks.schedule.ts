import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { HandleHooks } from '../use-cases/handle-hooks.js';

/** Hooks that another replica stored and did not handle, and those that wait, are found so late. */
const REST_MS = 5_000;
/** Hooks that come within this time are one batch: a batch costs five statements however many there are. */
const GATHER_MS = 50;

/** Handles hooks in every replica: each takes those that no other one has. */
@Injectable()
export class HooksSchedule extends Ticker {
  constructor(handleHooks: HandleHooks) {
    super({
      name: HooksSchedule.name,
      restMs: REST_MS,
      gatherMs: GATHER_MS,
      work: () => handleHooks.execute(),
    });
  }
}
