import { Injectable } from '@nestjs/common';
import pLimit from 'p-limit';
import { CampaignUnhealthy, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { AutoPauseCampaign } from '../use-cases/auto-pause-campaign.js';

/** Each takes a connection to the database, and requests of people need some too. */
const AT_ONCE = 5;

@Injectable()
export class DeliverabilityEventsConsumer {
  constructor(private readonly autoPauseCampaign: AutoPauseCampaign) {}

  /**
   * One bad hour of a provider makes many campaigns unhealthy. A pause or a hold that fails keeps none of the others from
   * theirs; the message comes again for it.
   */
  @OnEvents([CampaignUnhealthy], { durable: 'campaigns-auto-pause' })
  async pause(events: EventOf<typeof CampaignUnhealthy>[]): Promise<void> {
    const limit = pLimit(AT_ONCE);
    const pauses = await Promise.allSettled(
      events.map((event) => limit(() => this.autoPauseCampaign.execute(event))),
    );
    const failed = pauses.find((pause) => pause.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
