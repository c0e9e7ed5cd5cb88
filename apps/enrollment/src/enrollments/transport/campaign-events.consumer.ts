import { Injectable } from '@nestjs/common';
import { CAMPAIGN_EVENTS } from '#contracts';
import { OnEvents, type AnyEventOf } from '#messaging';
import { EnrollingWork } from '../../campaigns/index.js';
import { SyncCampaigns } from '../persistence/sync-campaigns.js';
import { DueStepsSchedule } from './due-steps.schedule.js';

@Injectable()
export class CampaignEventsConsumer {
  constructor(
    private readonly syncCampaigns: SyncCampaigns,
    private readonly enrolling: EnrollingWork,
    private readonly dueSteps: DueStepsSchedule,
  ) {}

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'enrollment-campaigns' })
  async follow(events: AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>[]): Promise<void> {
    await this.syncCampaigns.execute(events.map(({ data }) => data));
    this.enrolling.wakeEnrolling();
    this.dueSteps.expect();
  }
}
