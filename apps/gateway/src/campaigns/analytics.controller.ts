import { Controller, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  examples,
  GetBounces,
  GetCampaign,
  GetReplyIntents,
  GetSequence,
  GetStepMetrics,
  GetSummary,
  Granularity,
  Instant,
  StepReport,
  type BounceBreakdown,
  type CampaignRef,
  type CampaignSummary,
  type ReplyIntents,
} from '#contracts';
import { Clock } from '#kernel';
import { RpcClient } from '#messaging';
import { CampaignInPath } from '../auth/ref-in-path.js';
import { Route } from '../http/route.js';
import { reportPeriod } from './report-period.js';
import { stepReports } from './step-report.view.js';

const SummaryQuery = z.strictObject({
  granularity: Granularity.default('day'),
  from: Instant.optional(),
  to: Instant.optional(),
});
type SummaryQuery = z.infer<typeof SummaryQuery>;

const StepReports = z.object({ results: z.array(StepReport) });

/** Reports on a campaign. Analytics knows only facts, so the campaigns service is asked first whether the campaign exists. */
@Controller('api/v1/campaigns/:id/analytics')
export class AnalyticsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  @Route('GET', 'summary', {
    id: 'getCampaignSummary',
    summary: 'Get the metrics of a campaign, in total and over time',
    description:
      'Hours and days follow the `time_zone` of the campaign. With `from` or `to` the metrics are of that period alone, exactly. A time series has at most 31 days of hours or 1,100 days; that is also its length without `from`.',
    access: ['campaigns:read'],
    limits: 'analytics',
    contract: GetSummary,
    examples: { response: examples.CAMPAIGN_SUMMARY },
  })
  async summary(
    @CampaignInPath() ref: CampaignRef,
    @Query({ schema: SummaryQuery }) query: SummaryQuery,
  ): Promise<CampaignSummary> {
    const period = reportPeriod(query, this.clock.now());
    const { time_zone } = await this.rpc.request(GetCampaign, ref);
    const metrics_of = query.from === undefined && query.to === undefined ? 'campaign' : 'period';
    const { granularity } = query;
    return this.rpc.request(GetSummary, { ...ref, granularity, time_zone, metrics_of, ...period });
  }

  @Route('GET', 'steps', {
    id: 'getStepReports',
    summary: 'Get the metrics of each step, or of each of its variants',
    description:
      'Steps without a send are included. Sends of a variant that was deleted or renamed keep a row of their own.',
    access: ['campaigns:read'],
    limits: 'analytics',
    response: StepReports,
    examples: { response: examples.STEP_REPORTS },
  })
  async steps(@CampaignInPath() ref: CampaignRef): Promise<z.infer<typeof StepReports>> {
    const { sequence_id } = await this.rpc.request(GetCampaign, ref);
    const [{ results }, { steps }] = await Promise.all([
      this.rpc.request(GetStepMetrics, ref),
      this.rpc.request(GetSequence, { workspace_id: ref.workspace_id, sequence_id }),
    ]);
    return { results: stepReports(steps, results) };
  }

  @Route('GET', 'reply-intents', {
    id: 'getReplyIntents',
    summary: 'Get reply intents',
    access: ['campaigns:read'],
    limits: 'analytics',
    contract: GetReplyIntents,
    examples: { response: examples.REPLY_INTENTS },
  })
  async replyIntents(@CampaignInPath() ref: CampaignRef): Promise<ReplyIntents> {
    await this.rpc.request(GetCampaign, ref);
    return this.rpc.request(GetReplyIntents, ref);
  }

  @Route('GET', 'bounces', {
    id: 'getBounces',
    summary: 'Get bounces by their reasons',
    access: ['campaigns:read'],
    limits: 'analytics',
    contract: GetBounces,
    examples: { response: examples.BOUNCES },
  })
  async bounces(@CampaignInPath() ref: CampaignRef): Promise<BounceBreakdown> {
    await this.rpc.request(GetCampaign, ref);
    return this.rpc.request(GetBounces, ref);
  }
}
