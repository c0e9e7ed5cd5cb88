import { Injectable } from '@nestjs/common';
import { CampaignUnhealthy, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { AutoPauseCampaign } from '../use-cases/auto-pause-campaign.js';

@Injectable()
export class DeliverabilityEventsConsumer {
  constructor(private readonly autoPauseCampaign: AutoPauseCampaign) {}

  /** One by one: a campaign is unhealthy once between two resumes, so a message rarely holds more than one event. */
  @OnEvents([CampaignUnhealthy], { durable: 'campaigns-auto-pause' })
  async pause(events: EventOf<typeof CampaignUnhealthy>[]): Promise<void> {
    for (const event of events) await this.autoPauseCampaign.execute(event);
  }
}
