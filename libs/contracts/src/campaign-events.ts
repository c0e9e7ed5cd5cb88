import { z } from 'zod';
import { CampaignView } from './campaigns.js';
import { defineEvent, type DataOf } from './define.js';
import { IdOf } from './ids.js';

/** The delay of a step, for the services that schedule. They request the texts when they need them. */
export const StepSchedule = z.object({
  step_id: IdOf('step'),
  step_number: z.number().int(),
  /** Counts from the step before; for the first step, from the enrollment. */
  delay_ms: z.number().int().min(0),
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
});
export type CampaignEventData = z.infer<typeof CampaignEventData>;

export const CampaignCreated = defineEvent({
  type: 'campaign.created',
  version: 1,
  producer: 'campaigns',
  summary: 'A campaign was created as a draft.',
  data: CampaignEventData,
});

export const CampaignUpdated = defineEvent({
  type: 'campaign.updated',
  version: 1,
  producer: 'campaigns',
  summary: 'The configuration of a campaign was changed; its state was not.',
  data: CampaignEventData,
});

export const CampaignLaunched = defineEvent({
  type: 'campaign.launched',
  version: 1,
  producer: 'campaigns',
  summary: 'A draft passed the gate and sends from now on.',
  data: CampaignEventData,
});

export const CampaignPaused = defineEvent({
  type: 'campaign.paused',
  version: 1,
  producer: 'campaigns',
  summary: 'Nothing of the campaign starts until it is resumed.',
  data: CampaignEventData,
});

export const CampaignResumed = defineEvent({
  type: 'campaign.resumed',
  version: 1,
  producer: 'campaigns',
  summary: 'A paused campaign sends again.',
  data: CampaignEventData,
});

export const CampaignCompleted = defineEvent({
  type: 'campaign.completed',
  version: 1,
  producer: 'campaigns',
  summary: 'Every enrollment is finished and no eligible contact is left.',
  data: CampaignEventData,
});

export const CampaignArchived = defineEvent({
  type: 'campaign.archived',
  version: 1,
  producer: 'campaigns',
  summary: 'The campaign is archived and read-only. Its scheduled sends are canceled.',
  data: CampaignEventData,
});

export const CAMPAIGN_EVENTS = [
  CampaignCreated,
  CampaignUpdated,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  CampaignCompleted,
  CampaignArchived,
] as const;
export type CampaignEvent = DataOf<(typeof CAMPAIGN_EVENTS)[number]>;
