import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  GetCampaign,
  IdOf,
  ListSends,
  MAX_STEPS,
  PageQuery,
  SendStatus,
  type CampaignId,
  type Page,
  type SendView,
} from '#contracts';
import { RpcClient } from '#messaging';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { PathId } from '../http/path-id.js';
import { anyOf } from '../http/query.js';

const SendQuery = PageQuery.extend({
  status: anyOf(SendStatus).optional(),
  contact_id: IdOf('cont').optional(),
  step: z.coerce.number().int().min(1).max(MAX_STEPS).optional(),
});
type SendQuery = z.infer<typeof SendQuery>;

const campaignId = new PathId('camp', 'campaign');

/** What came of a campaign. */
@Controller('api/v1/campaigns/:id')
export class CampaignResultsController {
  constructor(private readonly rpc: RpcClient) {}

  @Get('sends')
  @NeedsScope('campaigns:read')
  async sends(
    @FromCaller() caller: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Query({ schema: SendQuery }) query: SendQuery,
  ): Promise<Page<SendView>> {
    await this.mustExist(caller, id);
    return this.rpc.request(ListSends, { workspace_id: caller.workspaceId, campaign_id: id, ...query });
  }

  /** The services that keep results know of a campaign only what happened to it; to them an unknown one is empty. */
  private async mustExist({ workspaceId }: Caller, id: CampaignId): Promise<void> {
    await this.rpc.request(GetCampaign, { workspace_id: workspaceId, campaign_id: id });
  }
}
