import { Injectable } from '@nestjs/common';
import {
  AddEnrollments,
  type EnrollContacts as EnrollContactsRequest,
  type EnrollResult,
  type RequestOf,
} from '#contracts';
import { RpcClient } from '#messaging';
import { requireAllowed } from '../domain/campaign.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class EnrollContacts {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly rpc: RpcClient,
  ) {}

  async execute(command: RequestOf<typeof EnrollContactsRequest>): Promise<EnrollResult> {
    const { workspace_id, campaign_id, contact_ids } = command;
    const campaign = await this.campaigns.get(workspace_id, campaign_id);
    requireAllowed(campaign, 'enroll');

    return this.rpc.request(AddEnrollments, { told: await this.campaigns.factsOf(campaign), contact_ids });
  }
}
