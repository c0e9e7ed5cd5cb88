import { Injectable } from '@nestjs/common';
import type { PlatformState } from '#contracts';
import { Dispatcher } from '../../clients/dispatcher.js';
import { Platforms } from '../../clients/platforms.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

interface Held {
  /** Sends and pushes that had started before. */
  readonly inFlight: number;
  /** Undefined for a native campaign. */
  readonly platformState: PlatformState | undefined;
}

/** Stops the services that act for a campaign that was just paused or archived. */
@Injectable()
export class HoldCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly dispatcher: Dispatcher,
    private readonly platforms: Platforms,
  ) {}

  /** Nothing of the campaign starts once it resolves. */
  async execute(campaign: StoredCampaign): Promise<Held> {
    if (campaign.settings.platform === 'native')
      return { inFlight: await this.dispatcher.hold(campaign), platformState: undefined };
    const snapshot = await this.campaigns.eventData(campaign);
    const [sends, there] = await Promise.all([this.dispatcher.hold(campaign), this.platforms.hold(snapshot)]);
    return { inFlight: sends + there.in_flight, platformState: there.state };
  }
}
