import { Injectable } from '@nestjs/common';
import type { CloneCampaign as CloneCampaignRequest, RequestOf } from '#contracts';
import { Clock, newId } from '#kernel';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

const ENDING = ' (copy)';
/** The longest name that the API accepts. */
const MAX_NAME = 200;

@Injectable()
export class CloneCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly clock: Clock,
  ) {}

  /** References are not validated here: the launch does it. */
  async execute({ name, ...ref }: RequestOf<typeof CloneCampaignRequest>) {
    const { settings } = await this.campaigns.get(ref);
    const now = this.clock.now();
    const clone: StoredCampaign = {
      id: newId('camp'),
      workspaceId: ref.workspace_id,
      version: 1,
      state: { status: 'draft' },
      settings: { ...settings, name: name ?? copyNameOf(settings.name) },
      platformState: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.campaigns.add(clone);
    return clone;
  }
}

/** The name of the copy, cut to the longest one: a longer name could never be saved again, nor could half an emoji. */
const copyNameOf = (name: string): string =>
  name.slice(0, MAX_NAME - ENDING.length).replace(/[\uD800-\uDBFF]$/, '') + ENDING;
