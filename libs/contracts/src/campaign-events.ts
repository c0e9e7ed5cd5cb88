import { z } from 'zod';
import { CampaignView } from './campaigns.js';
import { defineEvent, type DataOf } from './define.js';
import { Instant } from './fields.js';
import { BlockingReasonView } from './gate.js';
import { IdOf } from './ids.js';

/** The delay of a step, for the services that schedule. They request the texts when they need them. */
export const StepSchedule = z.object({
  step_id: IdOf('step'),
  step_number: z.number().int(),
  /** Counts from the step before; for the first step, from the enrollment. */
  delay_ms: z.number().int().min(0),
  /** Whether it answers the step before in its thread; absent in events of earlier versions. */
  same_thread: z.boolean().optional(),
});
export type StepSchedule = z.infer<typeof StepSchedule>;

/**
 * A campaign event carries the whole campaign. `version` rises with every change. A consumer keeps the highest version
 * and drops the others, so the order of arrival does not matter.
 */
export const CampaignEventData = z.object({
  version: z.number().int().min(1),
  campaign: CampaignView,
  steps: z.array(StepSchedule),
  /** The launch or the last resume; null unless it is active, and absent in events of earlier versions. */
  active_since: Instant.nullable().optional(),
});
export type CampaignEventData = z.infer<typeof CampaignEventData>;

const CONSUMERS = [
  'deliverability-campaigns',
  'deliverability-warmup-campaigns',
  'dispatcher-campaigns',
  'enrollment-campaigns',
  'platforms-campaigns',
  'webhooks-campaigns',
];

const campaignEvent = <Type extends string>(type: Type, summary: string) =>
  defineEvent({
    type,
    producedBy: ['campaigns'],
    consumedBy: CONSUMERS,
    summary,
    data: CampaignEventData,
  });

export const CampaignCreated = campaignEvent('campaign.created', 'A campaign was created as a draft.');

export const CampaignUpdated = campaignEvent(
  'campaign.updated',
  'The configuration of a campaign was changed; its state was not.',
);

export const CampaignLaunched = campaignEvent(
  'campaign.launched',
  'A draft passed the gate and sends from now on.',
);

export const CampaignPaused = campaignEvent(
  'campaign.paused',
  'Nothing of the campaign starts until it is resumed.',
);

/** `reasons`: each rule that was broken, with its figures. */
export const CampaignAutoPaused = defineEvent({
  type: 'campaign.auto_paused',
  producedBy: ['campaigns'],
  consumedBy: CONSUMERS,
  summary: 'Bad figures paused the campaign by themselves.',
  data: CampaignEventData.extend({ reasons: z.array(BlockingReasonView) }),
});

export const CampaignResumed = campaignEvent('campaign.resumed', 'A paused campaign sends again.');

export const CampaignCompleted = campaignEvent(
  'campaign.completed',
  'Every enrollment is finished and no eligible contact is left.',
);

export const CampaignArchived = campaignEvent(
  'campaign.archived',
  'The campaign is archived and read-only. Its scheduled sends are canceled.',
);

export const CAMPAIGN_EVENTS = [
  CampaignCreated,
  CampaignUpdated,
  CampaignLaunched,
  CampaignPaused,
  CampaignAutoPaused,
  CampaignResumed,
  CampaignCompleted,
  CampaignArchived,
] as const;
export type CampaignEvent = DataOf<(typeof CAMPAIGN_EVENTS)[number]>;
