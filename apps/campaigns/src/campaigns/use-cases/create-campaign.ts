import { Injectable } from '@nestjs/common';
import { ResolveFilter, type CreateCampaign as CreateCampaignRequest, type RequestOf } from '#contracts';
import { Clock, newId, validationError } from '#kernel';
import { RpcClient } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { problemsOf, type References } from '../domain/reference-validation.js';
import { Campaigns } from '../persistence/campaigns.js';
import { Sequences } from '../../sequences/persistence/sequences.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';

type Command = RequestOf<typeof CreateCampaignRequest>;

@Injectable()
export class CreateCampaign {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly sequences: Sequences,
    private readonly deliverability: Deliverability,
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  async execute(command: Command): Promise<StoredCampaign> {
    const problems = problemsOf(command.campaign, await this.look(command));
    if (problems.length > 0) throw validationError(problems);

    const campaign = draftOf(command, this.clock.now());
    await this.campaigns.add(campaign);
    return campaign;
  }

  private async look({ workspace_id: workspaceId, campaign, client_exists }: Command): Promise<References> {
    const [sequenceExists, accountStatus, filter] = await Promise.all([
      this.sequences.exists(workspaceId, campaign.sequence_id),
      this.deliverability.statusOf(workspaceId, campaign.sending_account_ids),
      this.rpc.request(ResolveFilter, { workspace_id: workspaceId, filter: campaign.contact_filter }),
    ]);
    return {
      sequenceExists,
      accountStatus,
      hasEligibleContact: filter.has_eligible,
      unknownSegmentIds: filter.unknown_segment_ids,
      clientExists: client_exists,
    };
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
