import { Controller } from '@nestjs/common';
import { GetWarmupReport, type CampaignRef, type WarmupReport } from '#contracts';
import { Clock } from '#kernel';
import { HandlesRequest } from '#messaging';
import { rampOf } from '../domain/warmup-plan.js';
import { WarmupReports } from '../persistence/warmup-reports.js';

@Controller()
export class WarmupController {
  constructor(
    private readonly reports: WarmupReports,
    private readonly clock: Clock,
  ) {}

  @HandlesRequest(GetWarmupReport)
  async report(ref: CampaignRef): Promise<WarmupReport> {
    const { campaign, day, accounts } = await this.reports.of(ref, this.clock.now());
    const { ramp } = campaign;
    return {
      campaign_id: campaign.id,
      day,
      warmup: ramp,
      accounts: accounts.map(({ id, isPlanned, ...account }) => ({
        ...account,
        sending_account_id: id,
        ramp: rampOf(ramp, isPlanned ? account.days - 1 : account.days),
      })),
    };
  }
}
