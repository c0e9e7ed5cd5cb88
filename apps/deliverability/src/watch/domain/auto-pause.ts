import type { Id } from '#kernel';
import { brokenRate, type BrokenRate } from '../../gate/domain/broken-rate.js';
import type { GatePolicy } from '../../gate/domain/gate.js';
import { hourOf } from '../../health/domain/hour-figures.js';
import type { NewDeliverabilityEvent } from './deliverability-event.js';

const HOURS = 24;
const HOUR_MS = 3_600_000;

/** The first of the 24 hours whose figures are judged; the present one is the last. */
export const windowStart = (now: Date): Date => new Date(hourOf(now).getTime() - (HOURS - 1) * HOUR_MS);

/** Messages of a campaign in the window, of those that were sent since its launch or last resume. */
export interface CampaignFigures {
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
}

export type CampaignPolicy = Pick<
  GatePolicy,
  'auto_pause_min_sample' | 'auto_pause_max_bounce_rate' | 'auto_pause_max_complaint_rate'
>;

/** Every rate that calls for a pause, not the first. */
export function brokenRatesOf(figures: CampaignFigures, policy: CampaignPolicy): BrokenRate[] {
  const { sent, bounced, complained } = figures;
  const minSample = policy.auto_pause_min_sample;
  const ofCampaign = { subject: 'campaign', window: '24 hours', sent } as const;
  return [
    ...brokenRate(
      { ...ofCampaign, code: 'bounce_rate_high', broken: bounced },
      { minSample, maxRate: policy.auto_pause_max_bounce_rate },
    ),
    ...brokenRate(
      { ...ofCampaign, code: 'complaint_rate_high', broken: complained },
      { minSample, maxRate: policy.auto_pause_max_complaint_rate },
    ),
  ];
}

/** A watched campaign with its figures and the policy of its workspace. */
export interface WatchedCampaign extends CampaignFigures, CampaignPolicy {
  readonly id: Id<'camp'>;
  readonly workspace_id: Id<'ws'>;
  readonly since: Date;
  readonly mode: GatePolicy['mode'];
}

/**
 * One pause with all its reasons, or an alert for each rule. Their occasions make each of them happen once between two
 * resumes, whichever facts come twice or late.
 */
export function judgementOf(campaign: WatchedCampaign, at: Date): NewDeliverabilityEvent[] {
  const broken = brokenRatesOf(campaign, campaign);
  const { id, workspace_id, sent, bounced, complained } = campaign;
  const since = campaign.since.toISOString();
  const common = { workspace_id, campaign_id: id, data: { since, sent, bounced, complained }, at };
  if (broken.length === 0) return [];
  if (campaign.mode === 'automated') {
    const message = broken.map((rule) => rule.message).join('; ');
    return [
      { ...common, type: 'campaign_auto_paused', message, reasons: broken, occasion: `${id} ${since}` },
    ];
  }
  return broken.map((rule) => ({
    ...common,
    type: 'campaign_alert',
    message: rule.message,
    reasons: [rule],
    occasion: `${id} ${since} ${rule.code}`,
  }));
}
