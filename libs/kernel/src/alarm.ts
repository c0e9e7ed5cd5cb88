/** A pause that can be ended early. A ring outside a sleep ends the next sleep at once, so that no ring is lost. */
export class Alarm {
  private rung = false;
  private wakeUp: (() => void) | undefined;

  /** Resolves after `ms` milliseconds, or at the next ring. */
  async sleep(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
    this.wakeUp = undefined;
  }

  ring(): void {
    this.rung = true;
    this.wakeUp?.();
  }
}
