import { Injectable } from '@nestjs/common';

/** Wakes the loop when there is something to do. Ringing while nobody sleeps is remembered for the next one. */
@Injectable()
export class Alarm {
  private rang = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.rang = true;
    this.wake?.();
  }

  /** Resolves at the next ring, or after `ms`. */
  async within(ms: number): Promise<void> {
    if (!this.rang) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rang = false;
    this.wake = undefined;
  }
}
