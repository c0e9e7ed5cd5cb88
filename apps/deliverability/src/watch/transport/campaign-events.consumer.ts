import { Injectable } from '@nestjs/common';
import { CAMPAIGN_EVENTS } from '#contracts';
import { uuidOf } from '#kernel';
import { newestOfEach, OnEvents, type AnyEventOf } from '#messaging';
import { CampaignWatches, type FollowedCampaign } from '../persistence/campaign-watches.js';

type CampaignEvent = AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>;

@Injectable()
export class CampaignEventsConsumer {
  constructor(private readonly watches: CampaignWatches) {}

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'deliverability-campaigns', batch: true })
  async follow(events: CampaignEvent[]): Promise<void> {
    // An event that names another workspace than its campaign's has no effect.
    const own = events.filter(({ workspaceid, data }) => data.campaign.workspace_id === workspaceid);
    const newest = newestOfEach(own, ({ data }) => data.campaign.id);
    if (newest.length > 0) await this.watches.follow(newest.map(followed));
  }
}

const followed = (event: CampaignEvent): FollowedCampaign => ({
  campaign_id: uuidOf(event.data.campaign.id),
  workspace_id: uuidOf(event.data.campaign.workspace_id),
  version: event.data.version,
  since: sinceOf(event),
});

/** Nobody reads messages of a warmup campaign, so that nothing of it is judged. */
function sinceOf(event: CampaignEvent): Date | null {
  const { campaign, active_since } = event.data;
  if (campaign.status !== 'active' || campaign.campaign_type === 'warmup') return null;
  return new Date(active_since ?? event.time);
}
