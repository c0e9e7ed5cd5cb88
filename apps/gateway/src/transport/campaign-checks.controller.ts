import { Controller, Get, Param } from '@nestjs/common';
import {
  CheckCampaignGate,
  GetCampaignPacing,
  type CampaignId,
  type Pacing,
  type ResponseOf,
} from '#contracts';
import { RpcClient } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';

const campaignId = new PathId('camp', 'campaign');

/** What would happen, without anything happening. */
@Controller('api/v1/campaigns/:id')
export class CampaignChecksController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('gate')
  @NeedsScope('campaigns:read')
  gate(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<ResponseOf<typeof CheckCampaignGate>> {
    return this.rpc.request(CheckCampaignGate, { workspace_id: workspaceId, campaign_id: id });
  }

  @Get('pacing')
  @NeedsScope('campaigns:read')
  pacing(@FromCaller() { workspaceId }: Caller, @Param('id', campaignId) id: CampaignId): Promise<Pacing> {
    return this.rpc.request(GetCampaignPacing, { workspace_id: workspaceId, campaign_id: id });
  }
}
