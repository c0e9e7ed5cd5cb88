import { Controller } from '@nestjs/common';
import {
  CheckCampaignGate,
  GetCampaignPacing,
  GetNewLeads,
  GetPacing,
  type CampaignRef,
  type Pacing,
} from '#contracts';
import { HandlesRequest, RpcClient } from '#messaging';
import { Platforms } from '../../clients/platforms.js';
import { withPlatform } from '../domain/delegated-pacing.js';
import { withNewLeads } from '../domain/new-leads.js';
import { needsGate, overReasons } from '../domain/preflight.js';
import { isWarmup } from '../domain/warmup.js';
import { Campaigns } from '../persistence/campaigns.js';
import { AskGate } from '../use-cases/ask-gate.js';

/** A warmup campaign has messages that are no sends: its own report has them. */
const NO_SENDS: Pacing = {
  sendable_now: 0,
  next_send_at: null,
  remaining_today: 0,
  binding_limit: null,
  blockers: [],
  limits: [],
};

/** Reports on a campaign that change nothing. */
@Controller()
export class CampaignChecksController {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly askGate: AskGate,
    private readonly platforms: Platforms,
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

  /** The dispatcher knows the limits of sends, enrollment the limit of new contacts, and platforms what delegated campaigns wait for. */
  @HandlesRequest(GetCampaignPacing)
  async pacing(ref: CampaignRef) {
    const { settings } = await this.campaigns.get(ref);
    if (isWarmup(settings)) return NO_SENDS;
    const [sends, { new_leads }, platform] = await Promise.all([
      this.rpc.request(GetPacing, ref),
      this.rpc.request(GetNewLeads, ref),
      settings.platform === 'native' ? undefined : this.platforms.pacingOf(ref),
    ]);
    const pacing = platform === undefined ? sends : withPlatform(sends, platform);
    return new_leads === null ? pacing : withNewLeads(pacing, new_leads);
  }
}
