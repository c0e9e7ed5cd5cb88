import { Logger } from '@nestjs/common';

export interface TickerOptions {
  /** For the log. */
  readonly name: string;
  /** How long to rest when there was nothing to do. */
  readonly restMs: number;
  /** Does one portion; answers whether there may be more. */
  readonly work: () => Promise<'more' | 'idle'>;
}

/** Works portion by portion, never two at once, and rests while there is nothing to do. A failure is logged and rested upon. */
export class Ticker {
  private readonly logger: Logger;
  private running: Promise<void> | undefined;
  private stopping = false;
  private woken = false;
  private endRest: (() => void) | undefined;

  constructor(private readonly options: TickerOptions) {
    this.logger = new Logger(options.name);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the rest; while working, has it look again before it rests. */
  wake(): void {
    this.woken = true;
    this.endRest?.();
  }

  /** Resolves when the portion at hand is finished. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endRest?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      this.woken = false;
      if ((await this.workOnce()) === 'idle' && !this.mustGoOn()) await this.rest();
    }
  }

  private mustGoOn(): boolean {
    return this.woken || this.stopping;
  }

  private async workOnce(): Promise<'more' | 'idle'> {
    try {
      return await this.options.work();
    } catch (error) {
      this.logger.error('one run failed; trying again', error);
      // Woken or not, it rests: a failure that stays would keep the machine busy.
      this.woken = false;
      return 'idle';
    }
  }

  private rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.endRest?.(), this.options.restMs);
      this.endRest = () => {
        clearTimeout(timer);
        this.endRest = undefined;
        resolve();
      };
    });
  }
}
