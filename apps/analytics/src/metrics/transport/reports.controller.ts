import { Controller } from '@nestjs/common';
import {
  GetBounces,
  GetReplyIntents,
  GetSummary,
  type BounceClass,
  type ReplyIntent,
  type RequestOf,
} from '#contracts';
import { HandlesRequest } from '#messaging';
import { metricsOf, NO_COUNTS, plus, type Counters } from '../domain/metrics.js';
import { Bounces, type CodeCount } from '../persistence/bounces.js';
import { ReplyIntents } from '../persistence/reply-intents.js';
import { TimeSeries, type SeriesPoint } from '../persistence/time-series.js';
import { Totals } from '../persistence/totals.js';

const MAX_CODES = 100;

/** Reports on one campaign. The reports on a campaign without facts are empty. */
@Controller()
export class ReportsController {
  constructor(
    private readonly totals: Totals,
    private readonly series: TimeSeries,
    private readonly bounces: Bounces,
    private readonly intents: ReplyIntents,
  ) {}

  @HandlesRequest(GetSummary)
  async summary({ workspace_id, campaign_id, metrics_of, ...period }: RequestOf<typeof GetSummary>) {
    const [{ counters, changedAt }, points] = await Promise.all([
      this.totals.ofCampaign(workspace_id, campaign_id),
      this.series.of(workspace_id, campaign_id, period),
    ]);

    return {
      campaign_id,
      metrics: metricsOf(metrics_of === 'campaign' ? counters : sumOf(points)),
      time_series: points.map(pointView),
      granularity: period.granularity,
      time_zone: period.time_zone,
      updated_at: changedAt?.toISOString() ?? null,
    };
  }

  @HandlesRequest(GetReplyIntents)
  async replyIntents({ workspace_id, campaign_id }: RequestOf<typeof GetReplyIntents>) {
    const counts = await this.intents.count(workspace_id, campaign_id);

    return {
      total: counts.reduce((sum, { count }) => sum + count, 0),
      intents: { ...NO_REPLIES, ...Object.fromEntries(counts.map(({ intent, count }) => [intent, count])) },
    };
  }

  @HandlesRequest(GetBounces)
  async bounceBreakdown({ workspace_id, campaign_id }: RequestOf<typeof GetBounces>) {
    const codes = await this.bounces.byCode(workspace_id, campaign_id);

    return {
      total: codes.reduce((sum, { count }) => sum + count, 0),
      classes: classesOf(codes),
      codes: codes.slice(0, MAX_CODES),
    };
  }
}

const sumOf = (points: readonly SeriesPoint[]): Counters =>
  points.reduce((sum, point) => plus(sum, point.counters), NO_COUNTS);

const pointView = ({ at, counters }: SeriesPoint) => ({
  at: at.toISOString(),
  ...counters,
  delivered: counters.total_sent - counters.bounced,
});

function classesOf(codes: readonly CodeCount[]): Record<BounceClass, number> {
  const classes = { ...NO_BOUNCES };
  for (const { class: name, count } of codes) classes[name] += count;
  return classes;
}

const NO_BOUNCES: Readonly<Record<BounceClass, number>> = {
  hard: 0,
  mailbox_unavailable: 0,
  content_rejected: 0,
  reputation_blocked: 0,
  policy_rejected: 0,
  network: 0,
  unknown: 0,
};

const NO_REPLIES: Readonly<Record<ReplyIntent, number>> = {
  interested: 0,
  not_interested: 0,
  objection: 0,
  question: 0,
  referral: 0,
  wrong_person: 0,
  ooo: 0,
  unsubscribe: 0,
  bounce: 0,
  other: 0,
};
