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
  GetCampaignWithMetrics,
  IdOf,
  Instant,
  LaunchCampaign,
  ListCampaigns,
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
import type { JsonText } from '#kernel';
import { RpcClient } from '#messaging';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Clients } from '../persistence/clients.js';

const CampaignQuery = ListQuery.extend({
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
    private readonly clients: Clients,
  ) {}

  @Post()
  @NeedsScope('campaigns:write')
  async create(
    @FromCaller() { workspaceId, timeZone }: Caller,
    @Body({ schema: CampaignInput }) campaign: CampaignInput,
  ): Promise<CampaignResource> {
    return this.rpc.request(CreateCampaign, {
      workspace_id: workspaceId,
      workspace_time_zone: timeZone,
      client_exists: await this.hasClient(workspaceId, campaign),
      campaign,
    });
  }

  @Get()
  @NeedsScope('campaigns:read')
  async list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: CampaignQuery }) query: CampaignQuery,
  ): Promise<JsonText<Page<CampaignResource>>> {
    return this.rpc.relay(ListCampaigns, { workspace_id: workspaceId, ...query });
  }

  @Get(':id')
  @NeedsScope('campaigns:read')
  async get(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<JsonText<CampaignResource>> {
    return this.rpc.relay(GetCampaignWithMetrics, { workspace_id: workspaceId, campaign_id: id });
  }

  @Patch(':id')
  @NeedsScope('campaigns:write')
  async update(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Body({ schema: CampaignChanges }) changes: CampaignChanges,
  ): Promise<CampaignResource> {
    return this.rpc.request(UpdateCampaign, {
      workspace_id: workspaceId,
      campaign_id: id,
      client_exists: await this.hasClient(workspaceId, changes),
      changes,
    });
  }

  @Post(':id/clone')
  @NeedsScope('campaigns:write')
  async clone(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Body({ schema: CloneInput }) { name }: CloneInput,
  ): Promise<CampaignResource> {
    const ref = { workspace_id: workspaceId, campaign_id: id };
    return this.rpc.request(CloneCampaign, { ...ref, name });
  }

  @Post(':id/launch')
  @HttpCode(200)
  @NeedsScope('campaigns:write')
  async launch(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<CampaignResource> {
    return this.rpc.request(LaunchCampaign, { workspace_id: workspaceId, campaign_id: id });
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
    return { ...campaign, in_flight };
  }

  @Post(':id/resume')
  @HttpCode(200)
  @NeedsScope('campaigns:write')
  async resume(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<CampaignResource> {
    return this.rpc.request(ResumeCampaign, { workspace_id: workspaceId, campaign_id: id });
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
    return { ...campaign, in_flight };
  }

  /** Told with the request: campaigns are kept elsewhere, and a wrong client is named beside whatever else is wrong. */
  private async hasClient(
    workspaceId: WorkspaceId,
    { client_id }: Pick<CampaignChanges, 'client_id'>,
  ): Promise<boolean> {
    return client_id == null || this.clients.exists(workspaceId, client_id);
  }
}
