import { Injectable } from '@nestjs/common';
import { PlatformCampaignChanged, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { PlatformStates } from '../persistence/platform-states.js';

@Injectable()
export class PlatformEventsConsumer {
  constructor(private readonly platformStates: PlatformStates) {}

  @OnEvents([PlatformCampaignChanged], { durable: 'campaigns-platform' })
  async store(events: EventOf<typeof PlatformCampaignChanged>[]): Promise<void> {
    await this.platformStates.store(events);
  }
}
