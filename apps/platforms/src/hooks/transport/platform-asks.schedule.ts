import { Injectable } from '@nestjs/common';
import { Ticker } from '#service';
import { PollSignals } from '../use-cases/poll-signals.js';
import { RegisterHooks } from '../use-cases/register-hooks.js';

/** A new connection has its hook so soon. An idle look is a probe of a small table. */
const REGISTER_MS = 5_000;
const POLL_MS = 10_000;

/** Registers hooks, in every replica: each claims connections of its own. */
@Injectable()
export class HookRegistrationSchedule extends Ticker {
  constructor(registerHooks: RegisterHooks) {
    super({ name: HookRegistrationSchedule.name, restMs: REGISTER_MS, work: () => registerHooks.execute() });
  }
}

/** Polls campaigns, in every replica: each claims campaigns of its own. */
@Injectable()
export class PollingSchedule extends Ticker {
  constructor(pollSignals: PollSignals) {
    super({ name: PollingSchedule.name, restMs: POLL_MS, work: () => pollSignals.execute() });
  }
}
