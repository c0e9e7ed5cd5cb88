import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  GetBounces,
  GetCampaign,
  GetReplyIntents,
  GetSequence,
  GetStepMetrics,
  GetSummary,
  Granularity,
  Instant,
  type BounceBreakdown,
  type CampaignId,
  type CampaignSummary,
  type CampaignView,
  type ReplyIntents,
  type StepReport,
} from '#contracts';
import { Clock } from '#kernel';
import { RpcClient } from '#messaging';
import { z } from 'zod';
import { FromCaller, type Caller } from '../auth/caller.js';
import { NeedsScope } from '../auth/route-access.js';
import { reportPeriod } from '../domain/report-period.js';
import { PathId } from '../http/path-id.js';
import { stepReports } from './step-report.view.js';

const SummaryQuery = z.strictObject({
  granularity: Granularity.default('day'),
  from: Instant.optional(),
  to: Instant.optional(),
});
type SummaryQuery = z.infer<typeof SummaryQuery>;

const campaignId = new PathId('camp', 'campaign');

/** Reports on one campaign. Analytics knows of a campaign only what happened to it: whether there is one is asked first. */
@Controller('api/v1/campaigns/:id/analytics')
export class CampaignAnalyticsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly clock: Clock,
  ) {}

  @Get('summary')
  @NeedsScope('campaigns:read')
  async summary(
    @FromCaller() caller: Caller,
    @Param('id', campaignId) id: CampaignId,
    @Query({ schema: SummaryQuery }) query: SummaryQuery,
  ): Promise<CampaignSummary> {
    const period = reportPeriod(query, this.clock.now());
    const { time_zone } = await this.campaign(caller, id);
    return this.rpc.request(GetSummary, {
      workspace_id: caller.workspaceId,
      campaign_id: id,
      granularity: query.granularity,
      time_zone,
      ...period,
    });
  }

  @Get('steps')
  @NeedsScope('campaigns:read')
  async steps(
    @FromCaller() caller: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<{ results: StepReport[] }> {
    const workspace_id = caller.workspaceId;
    const { sequence_id } = await this.campaign(caller, id);
    const [{ results }, { steps }] = await Promise.all([
      this.rpc.request(GetStepMetrics, { workspace_id, campaign_id: id }),
      this.rpc.request(GetSequence, { workspace_id, sequence_id }),
    ]);
    return { results: stepReports(steps, results) };
  }

  @Get('reply-intents')
  @NeedsScope('campaigns:read')
  async replyIntents(
    @FromCaller() caller: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<ReplyIntents> {
    await this.campaign(caller, id);
    return this.rpc.request(GetReplyIntents, { workspace_id: caller.workspaceId, campaign_id: id });
  }

  @Get('bounces')
  @NeedsScope('campaigns:read')
  async bounces(
    @FromCaller() caller: Caller,
    @Param('id', campaignId) id: CampaignId,
  ): Promise<BounceBreakdown> {
    await this.campaign(caller, id);
    return this.rpc.request(GetBounces, { workspace_id: caller.workspaceId, campaign_id: id });
  }

  private campaign({ workspaceId }: Caller, id: CampaignId): Promise<CampaignView> {
    return this.rpc.request(GetCampaign, { workspace_id: workspaceId, campaign_id: id });
  }
}
