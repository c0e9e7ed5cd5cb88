import {
  AccountChanged,
  CAMPAIGN_EVENTS,
  CampaignResumed,
  EmailOpened,
  StepsDue,
  type EventOf,
} from '#contracts';
import { Alarm, Clock } from '#kernel';
import { isEvent, OnEvents, type AnyEventOf } from '#messaging';
import { Injectable } from '@nestjs/common';
import { Transports } from '../clients/transports.js';
import { Lanes } from '../persistence/lanes.js';
import type { VersionedCampaign } from '../persistence/pace-row.js';
import { Paces } from '../persistence/paces.js';
import { Plans } from '../persistence/plans.js';
import { Sends } from '../persistence/sends.js';

type CampaignEvent = AnyEventOf<(typeof CAMPAIGN_EVENTS)[number]>;

/** What the dispatcher hears. Each of these may come twice, late or in any order: versions and natural keys sort it out. */
@Injectable()
export class EventsConsumer {
  constructor(
    private readonly plans: Plans,
    private readonly paces: Paces,
    private readonly lanes: Lanes,
    private readonly sends: Sends,
    private readonly transports: Transports,
    private readonly alarm: Alarm,
    private readonly clock: Clock,
  ) {}

  @OnEvents([StepsDue], { durable: 'dispatcher-plan' })
  async plan(events: EventOf<typeof StepsDue>[]): Promise<void> {
    const planned = await this.plans.plan(events, this.clock.now());
    if (planned > 0) this.alarm.ring();
  }

  @OnEvents(CAMPAIGN_EVENTS, { durable: 'dispatcher-campaigns' })
  async keepPaces(events: CampaignEvent[]): Promise<void> {
    await this.paces.keep(newestOfEach(events), this.clock.now());
    this.alarm.ring();
  }

  @OnEvents([AccountChanged], { durable: 'dispatcher-accounts' })
  async keepLanes(events: EventOf<typeof AccountChanged>[]): Promise<void> {
    this.transports.forget(events.map(({ data }) => data.sending_account_id));
    await this.lanes.keep(events, this.clock.now());
    this.alarm.ring();
  }

  @OnEvents([EmailOpened], { durable: 'dispatcher-signals' })
  async keepOpened(events: EventOf<typeof EmailOpened>[]): Promise<void> {
    await this.sends.keepOpened(events);
  }
}

/** One statement cannot write a row twice. */
function newestOfEach(events: readonly CampaignEvent[]): VersionedCampaign[] {
  const newest = new Map<string, VersionedCampaign>();
  for (const event of events) {
    const { version, campaign } = event.data;
    const known = newest.get(campaign.id);
    const newer = known !== undefined && known.version >= version ? known : { version, campaign };
    // A change right after a resume must not hide it.
    const resumedAt = isEvent(CampaignResumed, event) ? new Date(event.time) : (known?.resumedAt ?? null);
    newest.set(campaign.id, { ...newer, resumedAt });
  }
  return [...newest.values()];
}
