import { Injectable } from '@nestjs/common';
import { EnrollmentsExhausted, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { CompleteCampaign } from '../use-cases/complete-campaign.js';

@Injectable()
export class EnrollmentEventsConsumer {
  constructor(private readonly completeCampaign: CompleteCampaign) {}

  /** One by one: this happens once in the life of a campaign, so that a message rarely holds more than one. */
  @OnEvents([EnrollmentsExhausted], { durable: 'campaigns-complete' })
  async complete(events: EventOf<typeof EnrollmentsExhausted>[]): Promise<void> {
    for (const event of events) await this.completeCampaign.execute(event);
  }
}
