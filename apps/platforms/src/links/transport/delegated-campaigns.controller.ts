import { Controller } from '@nestjs/common';
import {
  CheckDelegatedCampaign,
  GetDelegatedPacing,
  HoldDelegatedCampaign,
  type CampaignRef,
  type RequestOf,
} from '#contracts';
import { HandlesRequest } from '#messaging';
import { CheckCampaign } from '../use-cases/check-campaign.js';
import { HoldLink } from '../use-cases/hold-link.js';
import { ReportPacing } from '../use-cases/report-pacing.js';

@Controller()
export class DelegatedCampaignsController {
  constructor(
    private readonly checkCampaign: CheckCampaign,
    private readonly holdLink: HoldLink,
    private readonly reportPacing: ReportPacing,
  ) {}

  @HandlesRequest(CheckDelegatedCampaign)
  async check(asked: RequestOf<typeof CheckDelegatedCampaign>) {
    return { blocking_reasons: await this.checkCampaign.execute(asked) };
  }

  /** No lead of the campaign is pushed once it answers; `in_flight` leads were being pushed already. */
  @HandlesRequest(HoldDelegatedCampaign)
  hold(asked: RequestOf<typeof HoldDelegatedCampaign>) {
    return this.holdLink.execute(asked);
  }

  @HandlesRequest(GetDelegatedPacing)
  pacing(ref: CampaignRef) {
    return this.reportPacing.execute(ref);
  }
}
