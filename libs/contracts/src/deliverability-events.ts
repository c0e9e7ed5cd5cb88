import { z } from 'zod';
import { defineEvent, defineRequest } from './define.js';
import { GateDecisionView, GateVerdict } from './deliverability.js';
import { Instant } from './fields.js';
import { BlockingReasonView } from './gate.js';
import { IdOf, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

/** A person has to act on these: they are listed as alerts. */
const ALERT_TYPES = [
  'campaign_auto_paused',
  'campaign_alert',
  'account_paused',
  'account_alert',
  'account_refused',
  'domain_failing',
] as const;

export const DeliverabilityAlertType = z.enum(ALERT_TYPES);
export type DeliverabilityAlertType = z.infer<typeof DeliverabilityAlertType>;

/** Each type of event in the log, beside the decisions of the gate. */
export const DeliverabilityEventType = z.enum([...ALERT_TYPES, 'domain_recovered']);
export type DeliverabilityEventType = z.infer<typeof DeliverabilityEventType>;

const Subject = {
  campaign_id: IdOf('camp').nullable().meta({ description: 'Null where it is about no campaign.' }),
  sending_account_id: IdOf('ea').nullable().meta({ description: 'Null where it is about no account.' }),
  domain: z.string().nullable().meta({ description: 'Null where it is about no domain.' }),
  message: z.string().meta({ description: 'The fact in words, with its figures.' }),
  reasons: z.array(BlockingReasonView).meta({ description: 'Each rule that was broken, with its figures.' }),
};

/** One thing that was done or advised because of figures. */
export const DeliverabilityEventView = z.object({
  id: IdOf('evt'),
  workspace_id: WorkspaceId,
  type: DeliverabilityEventType,
  ...Subject,
  data: z
    .record(z.string(), z.unknown())
    .meta({ description: 'The figures that it followed from, such as `sent` and `bounced`.' }),
  at: Instant,
});
export type DeliverabilityEventView = z.infer<typeof DeliverabilityEventView>;

/** A decision of the gate, or an event of the log: `type` tells them apart. */
export const DeliverabilityLogEntry = z.discriminatedUnion('type', [
  GateDecisionView,
  DeliverabilityEventView,
]);
export type DeliverabilityLogEntry = z.infer<typeof DeliverabilityLogEntry>;

/** Both logs of the last 90 days, newest first. With a verdict: the decisions of the gate alone. */
export const ListDeliverabilityEvents = defineRequest({
  subject: 'rpc.deliverability.list-deliverability-events.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId, verdict: z.array(GateVerdict).optional() }),
  response: pageOf(DeliverabilityLogEntry),
});

/** The alerts of the last 90 days. */
export const ListDeliverabilityAlerts = defineRequest({
  subject: 'rpc.deliverability.list-deliverability-alerts.v1',
  request: PageQuery.extend({
    workspace_id: WorkspaceId,
    type: z.array(DeliverabilityAlertType).optional(),
    campaign_id: z.array(IdOf('camp')).optional(),
    sending_account_id: z.array(IdOf('ea')).optional(),
  }),
  response: pageOf(DeliverabilityEventView),
});

const BrokenRate = BlockingReasonView.extend({
  code: BlockingReasonView.shape.code.extract(['bounce_rate_high', 'complaint_rate_high']),
});

/**
 * Internal. `since`: the launch or resume from which the figures were counted. A campaign that was resumed later is judged by
 * later figures, so an event of an earlier one has no effect on it.
 */
export const CampaignUnhealthy = defineEvent({
  type: 'deliverability.campaign_unhealthy',
  producedBy: ['deliverability'],
  consumedBy: ['campaigns-auto-pause'],
  summary: 'The figures of a campaign broke the policy of its workspace, which wants it paused.',
  data: z.object({
    campaign_id: IdOf('camp'),
    since: Instant,
    reasons: z.array(BrokenRate).min(1),
    at: Instant,
  }),
});

/** Every alert but `campaign_auto_paused`, which has an event of its own. */
export const DeliverabilityAlert = defineEvent({
  type: 'deliverability.alert',
  producedBy: ['deliverability'],
  consumedBy: ['webhooks-deliverability'],
  summary: 'Bad figures that somebody has to act on.',
  data: z.object({ alert: DeliverabilityAlertType, ...Subject, at: Instant }),
});
