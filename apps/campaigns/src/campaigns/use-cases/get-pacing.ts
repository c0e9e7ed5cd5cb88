import { Injectable } from '@nestjs/common';
import { GetNewLeads, GetPacing as AskDispatcher, type CampaignRef, type Pacing } from '#contracts';
import { RpcClient } from '#messaging';
import { withNewLeads } from '../domain/new-leads.js';
import { Campaigns } from '../persistence/campaigns.js';

@Injectable()
export class GetPacing {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly rpc: RpcClient,
  ) {}

  /** The dispatcher knows what may be sent, enrollment who may start. */
  async execute(ref: CampaignRef): Promise<Pacing> {
    await this.campaigns.get(ref.workspace_id, ref.campaign_id);
    const [pacing, { new_leads }] = await Promise.all([
      this.rpc.request(AskDispatcher, ref),
      this.rpc.request(GetNewLeads, ref),
    ]);
    return new_leads === null ? pacing : withNewLeads(pacing, new_leads);
  }
}
