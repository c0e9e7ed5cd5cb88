import { Injectable } from '@nestjs/common';
import type { CloneCampaign as CloneCampaignRequest, RequestOf } from '#contracts';
import { Clock, newId } from '#kernel';
import { copyNameOf } from '../domain/copy-name.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

@Injectable()
export class CloneCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly clock: Clock,
  ) {}

  /** What it refers to may have changed since: the launch looks at that. */
  async execute({ workspace_id, campaign_id, name }: RequestOf<typeof CloneCampaignRequest>) {
    const { settings } = await this.campaigns.get(workspace_id, campaign_id);
    const now = this.clock.now();
    const clone: StoredCampaign = {
      id: newId('camp'),
      workspaceId: workspace_id,
      version: 1,
      state: { status: 'draft' },
      settings: { ...settings, name: name ?? copyNameOf(settings.name) },
      createdAt: now,
      updatedAt: now,
    };
    await this.campaigns.add(clone);
    return clone;
  }
}
