import { Injectable } from '@nestjs/common';
import {
  DEFAULT_WARMUP_RAMP,
  type CampaignRamp,
  type CreateCampaign as CreateCampaignRequest,
  type RequestOf,
} from '#contracts';
import { Clock, newId, validationError } from '#kernel';
import { isWarmup, rampOf } from '../domain/warmup.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { CheckWarmupAccounts } from './check-warmup-accounts.js';
import { referencesOf, ValidateReferences } from './validate-references.js';

type Command = RequestOf<typeof CreateCampaignRequest>;

@Injectable()
export class CreateCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly validateReferences: ValidateReferences,
    private readonly checkWarmupAccounts: CheckWarmupAccounts,
    private readonly clock: Clock,
  ) {}

  async execute(command: Command): Promise<StoredCampaign> {
    const { workspace_id, campaign, client_exists } = command;
    const warmup = rampOf(campaign, campaign.warmup, DEFAULT_WARMUP_RAMP);
    const errors = await this.validateReferences.execute(workspace_id, referencesOf(campaign), {
      platform: campaign.platform,
      clientExists: client_exists,
    });
    if (errors.length > 0) throw validationError(errors);
    if (isWarmup(campaign))
      await this.checkWarmupAccounts.execute(workspace_id, campaign.sending_account_ids);

    const draft = draftOf(command, warmup, this.clock.now());
    await this.campaigns.add(draft);
    return draft;
  }
}

const draftOf = (
  { workspace_id, workspace_time_zone, campaign }: Command,
  warmup: CampaignRamp | null,
  now: Date,
): StoredCampaign => ({
  id: newId('camp'),
  workspaceId: workspace_id,
  version: 1,
  state: { status: 'draft' },
  settings: {
    ...campaign,
    client_id: campaign.client_id ?? null,
    time_zone: campaign.time_zone ?? workspace_time_zone,
    warmup,
  },
  platformState: null,
  createdAt: now,
  updatedAt: now,
});
