import { Injectable } from '@nestjs/common';
import { AccountChanged, CAMPAIGN_EVENTS, type EventOf } from '#contracts';
import { newestOfEach, OnEvents, type AnyEventOf } from '#messaging';
import { isDelegated } from '../persistence/campaign-columns.js';
import { Links } from '../persistence/links.js';
import { LinksSchedule } from './links.schedule.js';

type CampaignEvent = AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>;

/** Events may come twice, late or in any order: the highest version of a campaign stands. */
@Injectable()
export class CampaignEventsConsumer {
  constructor(
    private readonly links: Links,
    private readonly schedule: LinksSchedule,
  ) {}

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'platforms-campaigns' })
  async store(events: CampaignEvent[]): Promise<void> {
    // An event that names another workspace than its campaign's has no effect.
    const delegated = events.filter(
      ({ workspaceid, data }) => data.campaign.workspace_id === workspaceid && isDelegated(data),
    );
    if (delegated.length === 0) return;
    const newest = newestOfEach(delegated, ({ data }) => data.campaign.id);
    await this.links.store(newest.map(({ data }) => data));
    this.schedule.wake();
  }

  @OnEvents([AccountChanged], { durable: 'platforms-accounts' })
  async wakeForAccounts(events: EventOf<typeof AccountChanged>[]): Promise<void> {
    const newest = newestOfEach(events, ({ data }) => data.sending_account_id);
    await this.links.wakeForAccounts(newest.map(({ data }) => data));
    this.schedule.wake();
  }
}
