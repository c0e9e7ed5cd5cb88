import type { Logger } from '@nestjs/common';

/** Logs a state when it begins, and not again while it lasts: a database outage of an hour is one line, not thousands. */
export class StateLog<State extends string> {
  private current: State | undefined;

  constructor(private readonly logger: Logger) {}

  /** `problem`: the error that caused a bad state. */
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
