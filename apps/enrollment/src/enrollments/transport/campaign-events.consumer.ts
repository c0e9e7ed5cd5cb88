import { Injectable } from '@nestjs/common';
import { CAMPAIGN_EVENTS, CampaignLaunched, CampaignResumed } from '#contracts';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { EnrollingWork } from '../../campaigns/index.js';
import { SyncCampaigns } from '../persistence/sync-campaigns.js';
import { DueStepsSchedule } from './due-steps.schedule.js';

type CampaignEvent = AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>;

@Injectable()
export class CampaignEventsConsumer {
  constructor(
    private readonly syncCampaigns: SyncCampaigns,
    private readonly enrolling: EnrollingWork,
    private readonly dueSteps: DueStepsSchedule,
  ) {}

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'enrollment-campaigns' })
  async follow(events: CampaignEvent[]): Promise<void> {
    const own = events.filter(isFollowed);
    const started = own.filter(
      (event) => isEvent(CampaignLaunched, event) || isEvent(CampaignResumed, event),
    );
    const traces = started.map(({ data, traceparent }) => [data.campaign.id, traceparent] as const);
    await this.syncCampaigns.execute(
      own.map(({ data }) => data),
      new Map(traces),
    );
    this.enrolling.wakeEnrolling();
    this.dueSteps.expect();
  }
}

/** An event that names another workspace than its campaign's has no effect. A warmup campaign writes to no contact. */
const isFollowed = ({ workspaceid, data: { campaign } }: CampaignEvent): boolean =>
  campaign.workspace_id === workspaceid && campaign.campaign_type !== 'warmup';
