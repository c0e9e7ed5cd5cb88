import { Controller } from '@nestjs/common';
import { CheckCampaignGate, GetCampaignPacing, GetNewLeads, GetPacing, type CampaignRef } from '#contracts';
import { HandlesRequest, RpcClient } from '#messaging';
import { withNewLeads } from '../domain/new-leads.js';
import { needsGate, overReasons } from '../domain/preflight.js';
import { Campaigns } from '../persistence/campaigns.js';
import { AskGate } from '../use-cases/ask-gate.js';

/** Reports on a campaign that change nothing. */
@Controller()
export class CampaignChecksController {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly askGate: AskGate,
    private readonly rpc: RpcClient,
  ) {}

  @HandlesRequest(CheckCampaignGate)
  async gate(ref: CampaignRef) {
    const campaign = await this.campaigns.get(ref);
    const over = overReasons(campaign);
    if (over.length > 0) return { allowed: false, blocking_reasons: over };
    if (!needsGate(campaign)) return { allowed: true, blocking_reasons: [] };
    const { accounts: _, ...verdict } = await this.askGate.execute(campaign);
    return verdict;
  }

  /** The dispatcher knows the limits of sends, enrollment the limit of new contacts. */
  @HandlesRequest(GetCampaignPacing)
  async pacing(ref: CampaignRef) {
    await this.campaigns.get(ref);
    const [pacing, { new_leads }] = await Promise.all([
      this.rpc.request(GetPacing, ref),
      this.rpc.request(GetNewLeads, ref),
    ]);
    return new_leads === null ? pacing : withNewLeads(pacing, new_leads);
  }
}
