import type { Logger } from '@nestjs/common';

/** Tells a state when it begins and not each time it is met: a store that is away for an hour is one line, not thousands. */
export class StateLog<State extends string> {
  private current: State | undefined;

  constructor(private readonly logger: Logger) {}

  /** `problem` is what began the state, if it is not a good one. */
  enter(state: State, problem?: string): void {
    if (state === this.current) return;
    this.current = state;

    if (problem === undefined) {
      this.logger.log(state);
      return;
    }
    this.logger.error(`${state}: ${problem}`);
  }
}
