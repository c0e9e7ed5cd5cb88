import { Injectable } from '@nestjs/common';
import { CAMPAIGN_EVENTS } from '#contracts';
import { OnEvents, type AnyEventOf } from '#messaging';
import { SyncCampaigns } from '../persistence/sync-campaigns.js';
import { EnrollingSchedule } from './enrolling.schedule.js';

@Injectable()
export class CampaignEventsConsumer {
  constructor(
    private readonly syncCampaigns: SyncCampaigns,
    private readonly schedules: EnrollingSchedule,
  ) {}

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'enrollment-campaigns' })
  async follow(events: AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>[]): Promise<void> {
    await this.syncCampaigns.execute(events.map(({ data }) => data));
    this.schedules.wakeEnrolling();
    this.schedules.expectDueSteps();
  }
}
