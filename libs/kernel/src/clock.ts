/** Where the time of business rules comes from. Injected, so that a test moves it and nothing ever waits. */
export abstract class Clock {
  abstract now(): Date;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** Runs with the system clock, shifted by as much as it was told: a test travels over days in an instant. */
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
