import { Injectable } from '@nestjs/common';
import { EnrollmentsExhausted, type EventOf } from '#contracts';
import { Clock } from '#kernel';
import { OnEvents } from '#messaging';
import { completeExhausted } from '../domain/transitions.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class EnrollmentEventsConsumer {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly clock: Clock,
  ) {}

  /** One by one: a campaign is exhausted once in its life, so a message rarely holds more than one event. */
  @OnEvents([EnrollmentsExhausted], { durable: 'campaigns-complete' })
  async complete(events: EventOf<typeof EnrollmentsExhausted>[]): Promise<void> {
    for (const { workspaceid: workspace_id, data } of events) {
      const { campaign_id, version } = data;
      await this.campaigns.change({ workspace_id, campaign_id }, (current) =>
        completeExhausted(current, version, this.clock.now()),
      );
    }
  }
}
