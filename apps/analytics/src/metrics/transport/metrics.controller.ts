import { Controller } from '@nestjs/common';
import { GetMetrics, GetStepMetrics, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { metricsOf, NO_COUNTS } from '../domain/metrics.js';
import { Totals } from '../persistence/totals.js';

@Controller()
export class MetricsController {
  constructor(private readonly totals: Totals) {}

  /** In the order of the request. */
  @HandlesRequest(GetMetrics)
  async getMetrics({ workspace_id, campaign_ids }: RequestOf<typeof GetMetrics>) {
    const totals = await this.totals.ofCampaigns(workspace_id, campaign_ids);

    return {
      results: campaign_ids.map((campaign_id) => ({
        campaign_id,
        metrics: metricsOf(totals.get(campaign_id) ?? NO_COUNTS),
      })),
    };
  }

  @HandlesRequest(GetStepMetrics)
  async getStepMetrics({ workspace_id, campaign_id }: RequestOf<typeof GetStepMetrics>) {
    const steps = await this.totals.ofSteps(workspace_id, campaign_id);

    return {
      results: steps.map(({ step_id, step_number, variant, counters }) => ({
        step_id,
        step_number,
        variant,
        metrics: metricsOf(counters),
      })),
    };
  }
}
