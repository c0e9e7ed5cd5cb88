import { Controller, Param } from '@nestjs/common';
import {
  CheckCampaignGate,
  examples,
  GetCampaignPacing,
  type CampaignId,
  type Pacing,
  type ResponseOf,
} from '#contracts';
import { RpcClient } from '#messaging';
import { FromCaller, type Caller } from '../auth/caller.js';
import { PathId } from '../http/path-id.js';
import { Route } from '../http/route.js';

const campaignId = new PathId('camp', 'campaign');

/** Checks that change nothing. */
@Controller('api/v1/campaigns/:id')
export class CampaignChecksController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', 'gate', {
    id: 'checkCampaignGate',
    summary: 'Check the deliverability gate for a campaign',
    description: 'The answer that a launch would get now. The campaign does not change.',
    access: ['campaigns:read'],
    contract: CheckCampaignGate,
    examples: { response: examples.GATE_CHECK },
  })
  gate(
    @FromCaller() { workspaceId }: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<ResponseOf<typeof CheckCampaignGate>> {
    return this.rpc.request(CheckCampaignGate, { workspace_id: workspaceId, campaign_id: id });
  }

  @Route('GET', 'pacing', {
    id: 'getCampaignPacing',
    summary: 'Get the sending capacity of a campaign, now and today, with its limits',
    access: ['campaigns:read'],
    contract: GetCampaignPacing,
    examples: { response: examples.PACING },
  })
  pacing(@FromCaller() { workspaceId }: Caller, @Param('id', campaignId) id: CampaignId): Promise<Pacing> {
    return this.rpc.request(GetCampaignPacing, { workspace_id: workspaceId, campaign_id: id });
  }
}
