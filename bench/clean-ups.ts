/** Runs clean-ups in reverse order, at the end or at a signal: else the servers would outlive this process. */
export class CleanUps {
  private readonly cleanUps: (() => Promise<unknown>)[] = [];
  private ran: Promise<void> | undefined;
  private readonly onSignal = (signal: NodeJS.Signals): void => {
    void this.run().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };

  constructor() {
    process.once('SIGINT', this.onSignal).once('SIGTERM', this.onSignal);
  }

  add(cleanUp: () => Promise<unknown>): void {
    this.cleanUps.push(cleanUp);
  }

  run(): Promise<void> {
    return (this.ran ??= this.runInReverse());
  }

  private async runInReverse(): Promise<void> {
    process.off('SIGINT', this.onSignal).off('SIGTERM', this.onSignal);
    for (let next = this.cleanUps.pop(); next !== undefined; next = this.cleanUps.pop()) await next();
  }
}
