/** What was started, stopped from the end: when it is told to, or when this process is, whose servers would outlive it. */
export class Stops {
  private readonly stops: (() => Promise<unknown>)[] = [];
  private stopped: Promise<void> | undefined;
  private readonly onSignal = (signal: NodeJS.Signals): void => {
    void this.run().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };

  constructor() {
    process.once('SIGINT', this.onSignal).once('SIGTERM', this.onSignal);
  }

  add(stop: () => Promise<unknown>): void {
    this.stops.push(stop);
  }

  run(): Promise<void> {
    return (this.stopped ??= this.runInReverse());
  }

  private async runInReverse(): Promise<void> {
    process.off('SIGINT', this.onSignal).off('SIGTERM', this.onSignal);
    for (let stop = this.stops.pop(); stop !== undefined; stop = this.stops.pop()) await stop();
  }
}
