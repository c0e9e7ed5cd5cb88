import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '#kernel';
import { GateDecisions } from '../persistence/gate-decisions.js';
import { RefreshHealth } from '../use-cases/refresh-health.js';

const LOOK_EVERY_MS = 60_000;

/** Runs in every replica: each claims the accounts that it works on. */
@Injectable()
export class HealthSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('HealthSchedule');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly refreshHealth: RefreshHealth,
    private readonly decisions: GateDecisions,
    private readonly clock: Clock,
  ) {}

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
      await this.decisions.deleteExpired(this.clock.now());
    } catch (error) {
      // The database may be away for a moment; the next run finds the same work.
      this.logger.error(
        'the health scores could not be refreshed, or old gate decisions not be deleted',
        error,
      );
    }
    this.planNext();
  }
}
