import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EVENT_RETENTION_DAYS } from '#contracts';
import { Clock } from '#kernel';
import { Ticker } from '#service';
import { keptDays } from '../domain/event-day.js';
import { Partitions } from '../persistence/partitions.js';

const EVERY_MS = 600_000;

/** Makes the partitions of today and tomorrow, and drops those whose events are older than events are kept. */
@Injectable()
export class PartitionsSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker = new Ticker({
    name: PartitionsSchedule.name,
    restMs: EVERY_MS,
    work: async () => {
      await this.run();
      return 'idle';
    },
  });

  constructor(
    private readonly partitions: Partitions,
    private readonly clock: Clock,
  ) {}

  /** Requests are handled after it, and may make no tables: the events that they store need those of today. */
  async onApplicationBootstrap(): Promise<void> {
    await this.makeNext();
    this.ticker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.ticker.stop();
  }

  async run(): Promise<void> {
    await this.makeNext();
    await this.partitions.dropBefore(keptDays(this.clock.now(), EVENT_RETENTION_DAYS).first);
  }

  private makeNext(): Promise<void> {
    const { last } = keptDays(this.clock.now(), EVENT_RETENTION_DAYS);
    return this.partitions.ensure([last - 1, last]);
  }
}
