import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  ArchiveCampaign as ArchiveCampaignRequest,
  CloneCampaign as CloneCampaignRequest,
  CreateCampaign as CreateCampaignRequest,
  GetCampaign,
  GetCampaignContent,
  GetCampaignWithMetrics,
  LaunchCampaign as LaunchCampaignRequest,
  ListCampaigns,
  PauseCampaign as PauseCampaignRequest,
  ResumeCampaign as ResumeCampaignRequest,
  UpdateCampaign as UpdateCampaignRequest,
  type CampaignRef,
  type CampaignResource,
  type CampaignView,
  type Page,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { HandlesRequest } from '#messaging';
import { Campaigns } from '../persistence/campaigns.js';
import { ArchiveCampaign } from '../use-cases/archive-campaign.js';
import { CloneCampaign } from '../use-cases/clone-campaign.js';
import { CreateCampaign } from '../use-cases/create-campaign.js';
import { LaunchCampaign } from '../use-cases/launch-campaign.js';
import { PauseCampaign } from '../use-cases/pause-campaign.js';
import { ResumeCampaign } from '../use-cases/resume-campaign.js';
import { UpdateCampaign } from '../use-cases/update-campaign.js';
import { campaignView } from '../views/campaign.view.js';
import { CampaignResources } from './campaign-resources.js';

@Controller()
export class CampaignsController {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly resources: CampaignResources,
    private readonly createCampaign: CreateCampaign,
    private readonly launchCampaign: LaunchCampaign,
    private readonly pauseCampaign: PauseCampaign,
    private readonly resumeCampaign: ResumeCampaign,
    private readonly updateCampaign: UpdateCampaign,
    private readonly archiveCampaign: ArchiveCampaign,
    private readonly cloneCampaign: CloneCampaign,
  ) {}

  @HandlesRequest(CreateCampaignRequest)
  async create(@Payload() command: RequestOf<typeof CreateCampaignRequest>): Promise<CampaignResource> {
    return this.resources.of(await this.createCampaign.execute(command));
  }

  @HandlesRequest(GetCampaign)
  async get(@Payload() ref: CampaignRef): Promise<CampaignView> {
    return campaignView(await this.campaigns.get(ref));
  }

  @HandlesRequest(GetCampaignWithMetrics)
  async getWithMetrics(@Payload() ref: CampaignRef): Promise<CampaignResource> {
    return this.resources.of(await this.campaigns.get(ref));
  }

  @HandlesRequest(ListCampaigns)
  list(@Payload() query: RequestOf<typeof ListCampaigns>): Promise<Page<CampaignResource>> {
    return this.resources.page(query);
  }

  @HandlesRequest(UpdateCampaignRequest)
  async update(@Payload() command: RequestOf<typeof UpdateCampaignRequest>): Promise<CampaignResource> {
    return this.resources.of(await this.updateCampaign.execute(command));
  }

  @HandlesRequest(CloneCampaignRequest)
  async clone(@Payload() command: RequestOf<typeof CloneCampaignRequest>): Promise<CampaignResource> {
    return this.resources.of(await this.cloneCampaign.execute(command));
  }

  @HandlesRequest(LaunchCampaignRequest)
  async launch(@Payload() ref: CampaignRef): Promise<CampaignResource> {
    return this.resources.launched(await this.launchCampaign.execute(ref));
  }

  @HandlesRequest(PauseCampaignRequest)
  async pause(
    @Payload() command: RequestOf<typeof PauseCampaignRequest>,
  ): Promise<ResponseOf<typeof PauseCampaignRequest>> {
    const { campaign, inFlight } = await this.pauseCampaign.execute(command);
    return { campaign: await this.resources.of(campaign), in_flight: inFlight };
  }

  @HandlesRequest(ResumeCampaignRequest)
  async resume(@Payload() ref: CampaignRef): Promise<CampaignResource> {
    return this.resources.of(await this.resumeCampaign.execute(ref));
  }

  @HandlesRequest(ArchiveCampaignRequest)
  async archive(@Payload() ref: CampaignRef): Promise<ResponseOf<typeof ArchiveCampaignRequest>> {
    const { campaign, inFlight } = await this.archiveCampaign.execute(ref);
    return { campaign: await this.resources.of(campaign), in_flight: inFlight };
  }

  @HandlesRequest(GetCampaignContent)
  async content(
    @Payload() { campaign_ids }: RequestOf<typeof GetCampaignContent>,
  ): Promise<ResponseOf<typeof GetCampaignContent>> {
    return { results: await this.campaigns.contentOf(campaign_ids) };
  }
}
