import { Injectable } from '@nestjs/common';
import type { CreateCampaign as CreateCampaignRequest, RequestOf } from '#contracts';
import { Clock, newId, validationError } from '#kernel';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { ValidateReferences } from './validate-references.js';

type Command = RequestOf<typeof CreateCampaignRequest>;

@Injectable()
export class CreateCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly validateReferences: ValidateReferences,
    private readonly clock: Clock,
  ) {}

  async execute(command: Command): Promise<StoredCampaign> {
    const { workspace_id, campaign, client_exists } = command;
    const errors = await this.validateReferences.execute(workspace_id, campaign, client_exists);
    if (errors.length > 0) throw validationError(errors);

    const draft = draftOf(command, this.clock.now());
    await this.campaigns.add(draft);
    return draft;
  }
}

const draftOf = ({ workspace_id, workspace_time_zone, campaign }: Command, now: Date): StoredCampaign => ({
  id: newId('camp'),
  workspaceId: workspace_id,
  version: 1,
  state: { status: 'draft' },
  settings: {
    ...campaign,
    client_id: campaign.client_id ?? null,
    time_zone: campaign.time_zone ?? workspace_time_zone,
  },
  createdAt: now,
  updatedAt: now,
});
