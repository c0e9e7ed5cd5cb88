import { Injectable } from '@nestjs/common';
import type { CampaignRef } from '#contracts';
import { Clock } from '#kernel';
import { assertStartable } from '../domain/preflight.js';
import { launchOrResume } from '../domain/transitions.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { RunPreflight } from './run-preflight.js';

/** A launch or a resume: both need the preflight. */
@Injectable()
export class LaunchCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly runPreflight: RunPreflight,
    private readonly clock: Clock,
  ) {}

  async execute(ref: CampaignRef, action: 'launch' | 'resume'): Promise<StoredCampaign> {
    const campaign = await this.campaigns.get(ref);
    assertStartable(campaign, action);
    const preflight = await this.runPreflight.execute(campaign);

    return this.campaigns.change(ref, (current) =>
      launchOrResume(current, action, preflight, this.clock.now()),
    );
  }
}
