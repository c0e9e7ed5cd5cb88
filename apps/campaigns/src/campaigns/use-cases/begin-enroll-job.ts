import { Injectable } from '@nestjs/common';
import {
  OpenEnrollJob,
  type BeginEnrollJob as BeginEnrollJobRequest,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { RpcClient } from '#messaging';
import { requireAllowed } from '../domain/campaign.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class BeginEnrollJob {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly rpc: RpcClient,
  ) {}

  async execute({
    workspace_id,
    campaign_id,
    total,
  }: RequestOf<typeof BeginEnrollJobRequest>): Promise<ResponseOf<typeof BeginEnrollJobRequest>> {
    const campaign = await this.campaigns.get(workspace_id, campaign_id);
    requireAllowed(campaign, 'enroll');

    return this.rpc.request(OpenEnrollJob, {
      workspace_id,
      told: await this.campaigns.factsOf(campaign),
      total,
    });
  }
}
