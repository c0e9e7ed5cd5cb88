import { Controller } from '@nestjs/common';
import {
  CheckCampaignGate,
  examples,
  GetCampaignPacing,
  GetWarmupReport,
  type CampaignRef,
  type Pacing,
  type ResponseOf,
  type WarmupReport,
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

  @Route('GET', 'warmup', {
    id: 'getCampaignWarmup',
    summary: 'Get the progress of a warmup campaign, account by account',
    description:
      'Only for campaigns of type `warmup`. `total` counts the messages of the last 180 days. A message counts on the day for which it is planned.',
    access: ['campaigns:read'],
    contract: GetWarmupReport,
    examples: { response: examples.WARMUP_REPORT },
  })
  warmup(@CampaignInPath() ref: CampaignRef): Promise<WarmupReport> {
    return this.rpc.request(GetWarmupReport, ref);
  }
}
