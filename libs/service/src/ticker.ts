import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Alarm } from '#kernel';

export interface TickerOptions {
  /** The name of the logger. */
  readonly name: string;
  /** Milliseconds between two runs when there was no work. */
  readonly restMs: number;
  /** Milliseconds from `wakeSoon` to its portion; 0 when absent. */
  readonly gatherMs?: number;
  /** Does one portion of the work. Resolves with `more` when there may be another one. */
  readonly work: () => Promise<'more' | 'idle'>;
}

/**
 * Runs `work` portion by portion, never two at once, and rests when a portion resolved with `idle`. A failed portion is
 * logged, and the ticker rests before the next one. As a provider, it runs as long as its service.
 */
export class Ticker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger: Logger;
  private alarm = new Alarm();
  private gathering: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly options: TickerOptions) {
    this.logger = new Logger(options.name);
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the rest. During a portion, it makes the ticker run another one before the next rest. */
  wake(): void {
    this.alarm.ring();
  }

  /** Ends the rest after `gatherMs`, so that the work which comes until then is one portion. */
  wakeSoon(): void {
    if (this.stopping) return;
    this.gathering ??= setTimeout(() => {
      this.gathering = undefined;
      this.wake();
    }, this.options.gatherMs ?? 0);
  }

  /** Resolves when the current portion has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.gathering);
    this.alarm.ring();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      if ((await this.workOnce()) === 'idle') await this.alarm.sleep(this.options.restMs);
    }
  }

  private async workOnce(): Promise<'more' | 'idle'> {
    try {
      return await this.options.work();
    } catch (error) {
      this.logger.error('one portion failed; the next one runs after the rest', error);
      // A wake during the failed portion is dropped: without the rest, a lasting failure would use a whole core.
      if (!this.stopping) this.alarm = new Alarm();
      return 'idle';
    }
  }
}
