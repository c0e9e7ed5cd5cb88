import { Controller } from '@nestjs/common';
import {
  CheckCampaignGate,
  examples,
  GetCampaignPacing,
  type CampaignRef,
  type Pacing,
  type ResponseOf,
} from '#contracts';
import { RpcClient } from '#messaging';
import { CampaignInPath } from '../auth/ref-in-path.js';
import { Route } from '../http/route.js';

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
  gate(@CampaignInPath() ref: CampaignRef): Promise<ResponseOf<typeof CheckCampaignGate>> {
    return this.rpc.request(CheckCampaignGate, ref);
  }

  @Route('GET', 'pacing', {
    id: 'getCampaignPacing',
    summary: 'Get the sending capacity of a campaign, now and today, with its limits',
    access: ['campaigns:read'],
    contract: GetCampaignPacing,
    examples: { response: examples.PACING },
  })
  pacing(@CampaignInPath() ref: CampaignRef): Promise<Pacing> {
    return this.rpc.request(GetCampaignPacing, ref);
  }
}
