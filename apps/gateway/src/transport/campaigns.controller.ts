import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ArchiveCampaign,
  CampaignChanges,
  CampaignInput,
  CampaignStatus,
  CampaignType,
  CloneCampaign,
  CreateCampaign,
  filledText,
  GetCampaign,
  IdOf,
  Instant,
  LaunchCampaign,
  ListCampaigns,
  PageQuery,
  PauseCampaign,
  Platform,
  ResumeCampaign,
  text,
  UpdateCampaign,
  type CampaignId,
  type CampaignResource,
  type Page,
  type WorkspaceId,
} from '#contracts';
import { RpcClient } from '#messaging';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { CampaignMetrics } from '../clients/campaign-metrics.js';
import { PathId } from '../http/path-id.js';
import { anyOf } from '../http/query.js';
import { Clients } from '../persistence/clients.js';

const CampaignQuery = PageQuery.extend({
  status: anyOf(CampaignStatus).optional(),
  campaign_type: anyOf(CampaignType).optional(),
  platform: anyOf(Platform).optional(),
  client_id: anyOf(IdOf('cli')).optional(),
  created_after: Instant.optional(),
  updated_after: Instant.optional(),
});
type CampaignQuery = z.infer<typeof CampaignQuery>;

const PauseInput = z.strictObject({ reason: text(500).nullish() }).default({});
type PauseInput = z.infer<typeof PauseInput>;

const CloneInput = z.strictObject({ name: filledText(200).optional() }).default({});
type CloneInput = z.infer<typeof CloneInput>;

const campaignId = new PathId('camp', 'campaign');

@Controller('api/v1/campaigns')
export class CampaignsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly metrics: CampaignMetrics,
    private readonly clients: Clients,
  ) {}

  @Post()
  @NeedsScope('campaigns:write')
  async create(
    @FromCaller() { workspaceId, timeZone }: Caller,
    @Body({ schema: CampaignInput }) campaign: CampaignInput,
  ): Promise<CampaignResource> {
    const created = await this.rpc.request(CreateCampaign, {
      workspace_id: workspaceId,
      workspace_time_zone: timeZone,
      client_exists: await this.hasClient(workspaceId, campaign),
      campaign,
    });
    return this.metrics.of(workspaceId, created);
  }

  @Get()
  @NeedsScope('campaigns:read')
  async list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: CampaignQuery }) query: CampaignQuery,
  ): Promise<Page<CampaignResource>> {
    const listed = await this.rpc.relay(ListCampaigns, { workspace_id: workspaceId, ...query });
    const page = listed.parse();
    return { ...page, results: await this.metrics.ofAll(workspaceId, page.results) };
  }

  @Get(':id')
  @NeedsScope('campaigns:read')
  async get(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<CampaignResource> {
    const campaign = await this.rpc.request(GetCampaign, { workspace_id: workspaceId, campaign_id: id });
    return this.metrics.of(workspaceId, campaign);
  }

  @Patch(':id')
  @NeedsScope('campaigns:write')
  async update(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Body({ schema: CampaignChanges }) changes: CampaignChanges,
  ): Promise<CampaignResource> {
    const updated = await this.rpc.request(UpdateCampaign, {
      workspace_id: workspaceId,
      campaign_id: id,
      client_exists: await this.hasClient(workspaceId, changes),
      changes,
    });
    return this.metrics.of(workspaceId, updated);
  }

  @Post(':id/clone')
  @NeedsScope('campaigns:write')
  async clone(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Body({ schema: CloneInput }) { name }: CloneInput,
  ): Promise<CampaignResource> {
    const ref = { workspace_id: workspaceId, campaign_id: id };
    return this.metrics.of(workspaceId, await this.rpc.request(CloneCampaign, { ...ref, name }));
  }

  @Post(':id/launch')
  @HttpCode(200)
  @NeedsScope('campaigns:write')
  async launch(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<CampaignResource> {
    const campaign = await this.rpc.request(LaunchCampaign, { workspace_id: workspaceId, campaign_id: id });
    return this.metrics.of(workspaceId, campaign);
  }

  /** `in_flight`: sends that were already being handed over when the pause took hold; they finish. */
  @Post(':id/pause')
  @HttpCode(200)
  @NeedsScope('campaigns:write')
  async pause(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Body({ schema: PauseInput }) { reason }: PauseInput,
  ): Promise<CampaignResource & { in_flight: number }> {
    const { campaign, in_flight } = await this.rpc.request(PauseCampaign, {
      workspace_id: workspaceId,
      campaign_id: id,
      reason,
    });
    return { ...(await this.metrics.of(workspaceId, campaign)), in_flight };
  }

  @Post(':id/resume')
  @HttpCode(200)
  @NeedsScope('campaigns:write')
  async resume(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<CampaignResource> {
    const campaign = await this.rpc.request(ResumeCampaign, { workspace_id: workspaceId, campaign_id: id });
    return this.metrics.of(workspaceId, campaign);
  }

  /** `in_flight` as of a pause. */
  @Post(':id/archive')
  @HttpCode(200)
  @NeedsScope('campaigns:write')
  async archive(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<CampaignResource & { in_flight: number }> {
    const ref = { workspace_id: workspaceId, campaign_id: id };
    const { campaign, in_flight } = await this.rpc.request(ArchiveCampaign, ref);
    return { ...(await this.metrics.of(workspaceId, campaign)), in_flight };
  }

  /** Told with the request: campaigns are kept elsewhere, and a wrong client is named beside whatever else is wrong. */
  private async hasClient(
    workspaceId: WorkspaceId,
    { client_id }: Pick<CampaignChanges, 'client_id'>,
  ): Promise<boolean> {
    return client_id == null || this.clients.exists(workspaceId, client_id);
  }
}
