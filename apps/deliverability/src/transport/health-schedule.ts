import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RefreshHealth } from '../use-cases/refresh-health.js';

const LOOK_EVERY_MS = 60_000;

/** Runs in every replica: each claims the accounts that it works on. */
@Injectable()
export class HealthSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('HealthSchedule');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(private readonly refreshHealth: RefreshHealth) {}

  onApplicationBootstrap(): void {
    this.planNext();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private planNext(): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.running = this.run();
    }, LOOK_EVERY_MS);
  }

  private async run(): Promise<void> {
    try {
      await this.refreshHealth.execute();
    } catch (error) {
      // The store may be away for a moment; the next look finds the same accounts.
      this.logger.error('the health of accounts could not be refreshed', error);
    }
    this.planNext();
  }
}
