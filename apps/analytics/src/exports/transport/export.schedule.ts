import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { JobWorker } from '#jobs';
import { Ticker } from '#service';

/** A new job wakes this process. A job whose lease ran out in another replica is found this late. */
const REST_MS = 10_000;

/** Writes exports, in every replica: each part is claimed in the database. */
@Injectable()
export class ExportSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;

  constructor(worker: JobWorker) {
    this.ticker = new Ticker({ name: 'Exports', restMs: REST_MS, work: () => worker.execute() });
  }

  onApplicationBootstrap(): void {
    this.ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.ticker.stop();
  }

  /** There is a job to work on now. */
  wake(): void {
    this.ticker.wake();
  }
}
