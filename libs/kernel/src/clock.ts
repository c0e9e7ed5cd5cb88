/** The time of business rules. Injected, so that a test moves it instead of waiting. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** The system clock plus a shift that a test sets. */
export class MovableClock extends Clock {
  private shiftMs = 0;

  now(): Date {
    return new Date(Date.now() + this.shiftMs);
  }

  advance(byMs: number): void {
    this.shiftMs += byMs;
  }

  /** Jump to an instant; time goes on from there. */
  travelTo(instant: Date): void {
    this.shiftMs = instant.getTime() - Date.now();
  }
}
