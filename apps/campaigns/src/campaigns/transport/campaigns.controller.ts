import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  ArchiveCampaign as ArchiveCampaignRequest,
  CloneCampaign as CloneCampaignRequest,
  CreateCampaign as CreateCampaignRequest,
  GetCampaign,
  GetCampaignWithMetrics,
  GetContent,
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
import { Answers } from '#messaging';
import { Campaigns } from '../persistence/campaigns.js';
import { ArchiveCampaign } from '../use-cases/archive-campaign.js';
import { CloneCampaign } from '../use-cases/clone-campaign.js';
import { CreateCampaign } from '../use-cases/create-campaign.js';
import { LaunchCampaign } from '../use-cases/launch-campaign.js';
import { PauseCampaign } from '../use-cases/pause-campaign.js';
import { ResumeCampaign } from '../use-cases/resume-campaign.js';
import { UpdateCampaign } from '../use-cases/update-campaign.js';
import { CampaignResources } from './campaign-resources.js';
import { campaignView } from '../views/campaign.view.js';

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

  @Answers(CreateCampaignRequest)
  async create(@Payload() command: RequestOf<typeof CreateCampaignRequest>): Promise<CampaignResource> {
    return this.resources.of(await this.createCampaign.execute(command));
  }

  @Answers(GetCampaign)
  async get(@Payload() ref: CampaignRef): Promise<CampaignView> {
    return campaignView(await this.campaigns.get(ref));
  }

  @Answers(GetCampaignWithMetrics)
  async getWithMetrics(@Payload() ref: CampaignRef): Promise<CampaignResource> {
    return this.resources.of(await this.campaigns.get(ref));
  }

  @Answers(ListCampaigns)
  list(@Payload() query: RequestOf<typeof ListCampaigns>): Promise<Page<CampaignResource>> {
    return this.resources.page(query);
  }

  @Answers(UpdateCampaignRequest)
  async update(@Payload() command: RequestOf<typeof UpdateCampaignRequest>): Promise<CampaignResource> {
    return this.resources.of(await this.updateCampaign.execute(command));
  }

  @Answers(CloneCampaignRequest)
  async clone(@Payload() command: RequestOf<typeof CloneCampaignRequest>): Promise<CampaignResource> {
    return this.resources.of(await this.cloneCampaign.execute(command));
  }

  @Answers(LaunchCampaignRequest)
  async launch(@Payload() ref: CampaignRef): Promise<CampaignResource> {
    return this.resources.launched(await this.launchCampaign.execute(ref));
  }

  @Answers(PauseCampaignRequest)
  async pause(
    @Payload() command: RequestOf<typeof PauseCampaignRequest>,
  ): Promise<ResponseOf<typeof PauseCampaignRequest>> {
    const { campaign, inFlight } = await this.pauseCampaign.execute(command);
    return { campaign: await this.resources.of(campaign), in_flight: inFlight };
  }

  @Answers(ResumeCampaignRequest)
  async resume(@Payload() ref: CampaignRef): Promise<CampaignResource> {
    return this.resources.of(await this.resumeCampaign.execute(ref));
  }

  @Answers(ArchiveCampaignRequest)
  async archive(@Payload() ref: CampaignRef): Promise<ResponseOf<typeof ArchiveCampaignRequest>> {
    const { campaign, inFlight } = await this.archiveCampaign.execute(ref);
    return { campaign: await this.resources.of(campaign), in_flight: inFlight };
  }

  @Answers(GetContent)
  async content(
    @Payload() { campaign_ids }: RequestOf<typeof GetContent>,
  ): Promise<ResponseOf<typeof GetContent>> {
    return { results: await this.campaigns.contentOf(campaign_ids) };
  }
}
