import { Controller } from '@nestjs/common';
import {
  ArchiveCampaign,
  CloneCampaign as CloneCampaignRequest,
  CreateCampaign as CreateCampaignRequest,
  GetCampaign,
  GetCampaignContent,
  GetCampaignWithMetrics,
  LaunchCampaign as LaunchCampaignRequest,
  ListCampaigns,
  PauseCampaign,
  ResumeCampaign,
  UpdateCampaign as UpdateCampaignRequest,
  type CampaignRef,
  type RequestOf,
} from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest } from '#messaging';
import { archive, pause, wasRunning } from '../domain/transitions.js';
import { Campaigns } from '../persistence/campaigns.js';
import type { StoredCampaign } from '../persistence/stored-campaign.js';
import { CloneCampaign } from '../use-cases/clone-campaign.js';
import { CreateCampaign } from '../use-cases/create-campaign.js';
import { HoldCampaign } from '../use-cases/hold-campaign.js';
import { LaunchCampaign } from '../use-cases/launch-campaign.js';
import { UpdateCampaign } from '../use-cases/update-campaign.js';
import { campaignView } from '../views/campaign.view.js';
import { CampaignPages } from './campaign-pages.js';
import { CampaignResources } from './campaign-resources.js';

@Controller()
export class CampaignsController {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly resources: CampaignResources,
    private readonly pages: CampaignPages,
    private readonly createCampaign: CreateCampaign,
    private readonly launchCampaign: LaunchCampaign,
    private readonly updateCampaign: UpdateCampaign,
    private readonly cloneCampaign: CloneCampaign,
    private readonly holdCampaign: HoldCampaign,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(CreateCampaignRequest)
  async create(command: RequestOf<typeof CreateCampaignRequest>) {
    return this.resources.of(await this.createCampaign.execute(command));
  }

  @HandlesRequest(GetCampaign)
  async get(ref: CampaignRef) {
    return campaignView(await this.campaigns.get(ref));
  }

  @HandlesRequest(GetCampaignWithMetrics)
  async getWithMetrics(ref: CampaignRef) {
    return this.resources.of(await this.campaigns.get(ref));
  }

  @HandlesRequest(ListCampaigns)
  list(query: RequestOf<typeof ListCampaigns>) {
    return this.pages.page(query);
  }

  @HandlesRequest(UpdateCampaignRequest)
  async update(command: RequestOf<typeof UpdateCampaignRequest>) {
    return this.resources.of(await this.updateCampaign.execute(command));
  }

  @HandlesRequest(CloneCampaignRequest)
  async clone(command: RequestOf<typeof CloneCampaignRequest>) {
    return this.resources.of(await this.cloneCampaign.execute(command));
  }

  @HandlesRequest(LaunchCampaignRequest)
  async launch(ref: CampaignRef) {
    return this.resources.launched(await this.launchCampaign.execute(ref, 'launch'));
  }

  /** No further send or push starts once it answers; `in_flight` ones had started already. */
  @HandlesRequest(PauseCampaign)
  async pause({ reason = null, ...ref }: RequestOf<typeof PauseCampaign>) {
    const campaign = await this.campaigns.change(ref, (current) => pause(current, reason, this.clock.now()));
    return this.halted(campaign);
  }

  @HandlesRequest(ResumeCampaign)
  async resume(ref: CampaignRef) {
    return this.resources.resumed(await this.launchCampaign.execute(ref, 'resume'));
  }

  /** No further send starts once it answers, as with a pause. A campaign that was not running needs no hold. */
  @HandlesRequest(ArchiveCampaign)
  async archive(ref: CampaignRef) {
    const campaign = await this.campaigns.change(ref, (current) => archive(current, this.clock.now()));
    return wasRunning(campaign)
      ? this.halted(campaign)
      : { campaign: await this.resources.of(campaign), in_flight: 0 };
  }

  @HandlesRequest(GetCampaignContent)
  async content({ campaign_ids }: RequestOf<typeof GetCampaignContent>) {
    return { results: await this.campaigns.contentOf(campaign_ids) };
  }

  private async halted(campaign: StoredCampaign) {
    const { inFlight, platformState } = await this.holdCampaign.execute(campaign);
    return { campaign: await this.resources.of(campaign, platformState), in_flight: inFlight };
  }
}
