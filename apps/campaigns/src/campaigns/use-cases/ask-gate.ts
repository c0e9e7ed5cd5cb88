import { Injectable } from '@nestjs/common';
import type { CheckGate, ResponseOf } from '#contracts';
import { Deliverability } from '../../clients/deliverability.js';
import { WorkspaceSettings } from '../../sequences/index.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

/** The gate's answer about a campaign as it is now, with the status of its accounts. */
@Injectable()
export class AskGate {
  constructor(
    private readonly deliverability: Deliverability,
    private readonly settings: WorkspaceSettings,
  ) {}

  async execute(campaign: StoredCampaign): Promise<ResponseOf<typeof CheckGate>> {
    const hasTrackingDomain = await this.settings.hasTrackingDomain(campaign.workspaceId);
    return this.deliverability.checkGate(campaign, hasTrackingDomain);
  }
}
