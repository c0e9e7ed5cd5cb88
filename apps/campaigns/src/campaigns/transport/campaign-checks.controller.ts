import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import {
  CheckCampaignGate,
  GetCampaignPacing,
  type CampaignRef,
  type Pacing,
  type ResponseOf,
} from '#contracts';
import { Answers } from '#messaging';
import { Deliverability } from '../../clients/deliverability.js';
import { needsGate } from '../domain/preflight.js';
import { Campaigns } from '../persistence/campaigns.js';
import { GetPacing } from '../use-cases/get-pacing.js';

/** What would happen, without anything happening. */
@Controller()
export class CampaignChecksController {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly deliverability: Deliverability,
    private readonly getPacing: GetPacing,
  ) {}

  @Answers(CheckCampaignGate)
  async gate(@Payload() ref: CampaignRef): Promise<ResponseOf<typeof CheckCampaignGate>> {
    const campaign = await this.campaigns.get(ref.workspace_id, ref.campaign_id);
    return needsGate(campaign)
      ? this.deliverability.verdict(campaign)
      : { allowed: true, blocking_reasons: [] };
  }

  @Answers(GetCampaignPacing)
  pacing(@Payload() ref: CampaignRef): Promise<Pacing> {
    return this.getPacing.execute(ref);
  }
}
