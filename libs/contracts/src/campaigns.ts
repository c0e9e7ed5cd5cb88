import { z } from 'zod';
import { CAMPAIGN_FIELD } from './campaign-fields.js';
import { CampaignChanges, CampaignInput, CampaignType, Platform } from './campaign-input.js';
import { CampaignRamp } from './campaign-ramp.js';
import { ContactFilter } from './contact-filter.js';
import { defineRequest } from './define.js';
import { Instant, nonEmptyText, text, TimeZone } from './fields.js';
import { BlockingReasonView } from './gate.js';
import { IdOf, WorkspaceId } from './ids.js';
import { Metrics } from './metrics.js';
import { pageOf, PageQuery } from './paging.js';
import { PlatformState } from './platform-state.js';
import { StepView } from './sequences.js';

export const CampaignStatus = z.enum(['draft', 'active', 'paused', 'completed', 'archived']);
export type CampaignStatus = z.infer<typeof CampaignStatus>;

export const PausedBy = z.enum(['user', 'deliverability']);

/** A campaign as events carry it. */
export const CampaignView = z.object({
  id: IdOf('camp'),
  workspace_id: WorkspaceId,
  client_id: IdOf('cli').nullable().meta(CAMPAIGN_FIELD.client_id),
  name: z.string(),
  status: CampaignStatus,
  campaign_type: CampaignType,
  platform: Platform.meta(CAMPAIGN_FIELD.platform),
  sequence_id: IdOf('seq'),
  sending_account_ids: z.array(IdOf('ea')).meta({ description: 'The sending accounts of the campaign.' }),
  min_health_score: z.number().int().meta(CAMPAIGN_FIELD.min_health_score),
  daily_send_limit: z.number().int().meta(CAMPAIGN_FIELD.daily_send_limit),
  max_new_leads_per_day: z.number().int().meta(CAMPAIGN_FIELD.max_new_leads_per_day),
  smart_time_gaps: z.boolean().meta(CAMPAIGN_FIELD.smart_time_gaps),
  send_window_start: z.number().int().meta(CAMPAIGN_FIELD.send_window_start),
  send_window_end: z.number().int().meta(CAMPAIGN_FIELD.send_window_end),
  send_days: z.array(z.number().int()).meta(CAMPAIGN_FIELD.send_days),
  time_zone: z.string().meta(CAMPAIGN_FIELD.time_zone),
  recipient_time_zone: z.boolean().meta(CAMPAIGN_FIELD.recipient_time_zone),
  open_tracking_enabled: z.boolean().meta(CAMPAIGN_FIELD.open_tracking_enabled),
  link_tracking_enabled: z.boolean().meta(CAMPAIGN_FIELD.link_tracking_enabled),
  stop_on_reply: z.boolean().meta(CAMPAIGN_FIELD.stop_on_reply),
  stop_on_domain_reply: z.boolean().meta(CAMPAIGN_FIELD.stop_on_domain_reply),
  stop_on_unsubscribe: z.boolean().meta(CAMPAIGN_FIELD.stop_on_unsubscribe),
  contact_filter: ContactFilter,
  warmup: CampaignRamp.nullable().optional().meta(CAMPAIGN_FIELD.warmup),
  pause_reason: z
    .string()
    .nullable()
    .meta({ description: 'The reason that was given for the pause; null unless the campaign is paused.' }),
  paused_by: PausedBy.nullable().meta({ description: 'Null unless it is paused.' }),
  blocking_reasons: z.array(BlockingReasonView).optional().meta({
    description: 'Each rule that was broken, with its figures, where `deliverability` paused the campaign.',
  }),
  started_at: Instant.nullable().meta({ description: 'When it was launched.' }),
  completed_at: Instant.nullable().meta({ description: 'When no contact was left to write to.' }),
  archived_at: Instant.nullable(),
  created_at: Instant,
  updated_at: Instant,
});
export type CampaignView = z.infer<typeof CampaignView>;

/**
 * A campaign as the API shows it. Its figures are awaited for 1.5 s; without them it stays readable and can be paused.
 */
export const CampaignResource = CampaignView.extend({
  metrics: Metrics.nullable().meta({
    description: 'Null only while the figures are not available.',
  }),
  platform_state: PlatformState.optional().meta({
    description: 'The state of a launched campaign at its platform; absent where `platform` is `native`.',
  }),
});
export type CampaignResource = z.infer<typeof CampaignResource>;

export const CampaignRef = z.object({ workspace_id: WorkspaceId, campaign_id: IdOf('camp') });
export type CampaignRef = z.infer<typeof CampaignRef>;

/** Set by the requester, which stores the clients: whether the workspace has the `client_id` of the request, if any. */
const clientExists = z.boolean().default(true);

/** A warmup needs two accounts at least, and the mailbox of each is read. */
const WARMUP_REFUSALS = ['too_few_sending_accounts', 'no_imap_server'];

export const CreateCampaign = defineRequest({
  subject: 'rpc.campaigns.create-campaign.v1',
  request: z.object({
    workspace_id: WorkspaceId,
    workspace_time_zone: TimeZone,
    client_exists: clientExists,
    campaign: CampaignInput,
  }),
  response: CampaignResource,
  refusals: WARMUP_REFUSALS,
  timeoutMs: 10_000,
});

/** One campaign without its figures; the handler needs no other service. */
export const GetCampaign = defineRequest({
  subject: 'rpc.campaigns.get-campaign.v1',
  askedBy: ['gateway', 'bus'],
  request: CampaignRef,
  response: CampaignView,
  refusals: ['not_found'],
});

export const GetCampaignWithMetrics = defineRequest({
  subject: 'rpc.campaigns.get-campaign-with-metrics.v1',
  request: CampaignRef,
  response: CampaignResource,
  refusals: ['not_found'],
});

/** Without a status: all but the archived ones. */
export const ListCampaigns = defineRequest({
  subject: 'rpc.campaigns.list-campaigns.v1',
  request: PageQuery.extend({
    workspace_id: WorkspaceId,
    status: z.array(CampaignStatus).optional(),
    campaign_type: z.array(CampaignType).optional(),
    platform: z.array(Platform).optional(),
    client_id: z.array(IdOf('cli')).optional(),
    created_after: Instant.optional(),
    updated_after: Instant.optional(),
  }),
  response: pageOf(CampaignResource),
});

export const UpdateCampaign = defineRequest({
  subject: 'rpc.campaigns.update-campaign.v1',
  request: CampaignRef.extend({ client_exists: clientExists, changes: CampaignChanges }),
  response: CampaignResource,
  refusals: [
    'not_found',
    'invalid_transition',
    'immutable_field',
    'empty_filter',
    'inactive_inbox',
    ...WARMUP_REFUSALS,
  ],
  timeoutMs: 10_000,
});

/** A draft with the same configuration; its name is the old one with "(copy)" unless one is given. */
export const CloneCampaign = defineRequest({
  subject: 'rpc.campaigns.clone-campaign.v1',
  request: CampaignRef.extend({ name: nonEmptyText(200).optional() }),
  response: CampaignResource,
  refusals: ['not_found'],
});

const START_REFUSALS = [
  'not_found',
  'invalid_transition',
  'gate_blocked',
  'empty_filter',
  'inactive_inbox',
  'no_unsubscribe_link',
  'platform_not_connected',
  'account_not_on_platform',
  'sender_names_need_one_account',
  'platform_cannot_wait_so_long',
  'platform_has_no_warmup',
  'platform_has_no_recipient_time_zone',
  ...WARMUP_REFUSALS,
];

export const LaunchCampaign = defineRequest({
  subject: 'rpc.campaigns.launch-campaign.v1',
  request: CampaignRef,
  response: CampaignResource,
  refusals: START_REFUSALS,
  timeoutMs: 14_000,
});

export const PauseCampaign = defineRequest({
  subject: 'rpc.campaigns.pause-campaign.v1',
  askedBy: ['gateway', 'bus'],
  request: CampaignRef.extend({ reason: text(500).nullish() }),
  /** `in_flight`: sends whose delivery had started before the pause; they finish. */
  response: z.object({ campaign: CampaignResource, in_flight: z.number().int() }),
  refusals: ['not_found', 'invalid_transition'],
  timeoutMs: 10_000,
});

export const ResumeCampaign = defineRequest({
  subject: 'rpc.campaigns.resume-campaign.v1',
  request: CampaignRef,
  response: CampaignResource,
  refusals: START_REFUSALS,
  timeoutMs: 14_000,
});

export const ArchiveCampaign = defineRequest({
  subject: 'rpc.campaigns.archive-campaign.v1',
  request: CampaignRef,
  /** `in_flight` as for a pause; 0 where no delivery could be running. */
  response: z.object({ campaign: CampaignResource, in_flight: z.number().int() }),
  refusals: ['not_found', 'invalid_transition'],
  timeoutMs: 10_000,
});

/** The texts of campaigns. The services that render them request them, and cache them by campaign and version. */
export const GetCampaignContent = defineRequest({
  subject: 'rpc.campaigns.get-campaign-content.v1',
  askedBy: ['dispatcher', 'platforms'],
  request: z.object({ campaign_ids: z.array(IdOf('camp')).min(1).max(100) }),
  response: z.object({
    results: z.array(
      z.object({ campaign_id: IdOf('camp'), version: z.number().int(), steps: z.array(StepView) }),
    ),
  }),
});
