import { Injectable } from '@nestjs/common';
import { EventsStored } from '#contracts';
import { Signals } from '#messaging';
import { Ticker } from '#service';
import { EventStreams } from './event-streams.js';

const EVERY_MS = 1_000;

/** Looks after the streams of this process every second, and wakes those whose workspace has new events. */
@Injectable()
export class EventStreamsSchedule extends Ticker {
  private subscription: ReturnType<Signals['listen']> | undefined;

  constructor(
    private readonly streams: EventStreams,
    private readonly signals: Signals,
  ) {
    super({ name: 'EventStreamsSchedule', restMs: EVERY_MS, work: () => this.work() });
  }

  override onApplicationBootstrap(): void {
    super.onApplicationBootstrap();
    this.subscription = this.signals.listen(EventsStored, ({ workspace_ids }) =>
      this.streams.wake(new Set(workspace_ids)),
    );
  }

  /** The server has ended every connection by now. */
  override async onModuleDestroy(): Promise<void> {
    this.subscription?.unsubscribe();
    await super.onModuleDestroy();
    await this.streams.release();
  }

  private async work(): Promise<'idle'> {
    await this.streams.look();
    return 'idle';
  }
}
