import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EventsStored } from '#contracts';
import { Signals } from '#messaging';
import { PublicEvents } from '../persistence/public-events.js';

/** Tells the gateways of new events, for their streams. */
@Injectable()
export class EventsStoredSignal implements OnApplicationBootstrap {
  constructor(
    private readonly publicEvents: PublicEvents,
    private readonly signals: Signals,
  ) {}

  onApplicationBootstrap(): void {
    this.publicEvents.whenStored(({ workspaceIds }) =>
      this.signals.send(EventsStored, { workspace_ids: [...workspaceIds] }),
    );
  }
}
