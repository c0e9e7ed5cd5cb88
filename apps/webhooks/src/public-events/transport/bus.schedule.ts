import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Ticker } from '#service';
import { PublicEvents } from '../persistence/public-events.js';
import { PublishOnBus } from '../use-cases/publish-on-bus.js';

/** New events of this process wake it; those of other processes are found this late. */
const REST_MS = 2_000;

/** Publishes public events on NATS as they are stored. */
@Injectable()
export class BusSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly ticker: Ticker;

  constructor(
    private readonly publishing: PublishOnBus,
    private readonly publicEvents: PublicEvents,
  ) {
    this.ticker = new Ticker({ name: BusSchedule.name, restMs: REST_MS, work: () => publishing.execute() });
  }

  onApplicationBootstrap(): void {
    this.publicEvents.whenStored(() => this.ticker.wake());
    this.ticker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.ticker.stop();
    await this.publishing.stop();
  }
}
