import { z } from 'zod';
import { nameThere, ownName } from '../campaign-name.js';
import type { CampaignPlan, ObservedCampaign, ObservedState, PlanStep } from '../domain/campaign-plan.js';
import { daysOf, hourText } from '../domain/send-window.js';

export const LemlistCampaign = z.object({
  _id: z.string().min(1),
  name: z.string().catch(''),
  /** For display; a campaign without leads is a draft, whether it runs or not. */
  status: z.string().nullish().catch(null),
  /** Whether it runs. */
  state: z.string().nullish().catch(null),
  senders: z
    .array(z.object({ email: z.string().nullish() }))
    .nullish()
    .catch(null),
  errors: z.array(z.unknown()).nullish().catch(null),
});

type CampaignThere = z.output<typeof LemlistCampaign>;

/**
 * The settings of a campaign for `PATCH /campaigns/{id}`. Without `autoReview` each lead waits for a person to release it.
 * doubtful: it takes users, not mailboxes, so each mailbox of these users may send.
 */
export function lemlistSettings(plan: CampaignPlan): Record<string, unknown> {
  const users = plan.accounts.map(({ externalId }) => externalId.split('/')[0]);
  return {
    name: nameThere(plan),
    autoReview: true,
    stopOnEmailReplied: plan.stopOnReply,
    disableTrackOpen: !plan.openTracking,
    disableTrackClick: !plan.linkTracking,
    ...(plan.stopOnReply && { onReplied: onReplied(plan) }),
    sendUserIds: [...new Set(users)],
  };
}

function onReplied({ stopOnDomainReply }: CampaignPlan) {
  return { campaignProgress: 'stop', propagateProgressToCompany: stopOnDomainReply };
}

/** A schedule: weekdays count from 1 for Monday, as ours do. */
export function lemlistSchedule(plan: CampaignPlan): Record<string, unknown> {
  return {
    name: plan.marker,
    timezone: plan.timeZone,
    start: hourText(plan.startHour),
    end: hourText(plan.endHour),
    weekdays: plan.sendDays.toSorted((a, b) => a - b),
    secondsToWait: plan.minMinutesBetween * 60,
  };
}

export interface LemlistStep {
  readonly type: 'email';
  readonly subject: string;
  readonly message: string;
  readonly delay: number;
  readonly index: number;
}

/**
 * doubtful: a delay is in days since the step before; one page says seconds, and all examples have small numbers.
 * doubtful: the HTML of a variable is inserted as it is, as Liquid does.
 * doubtful: a step without a subject is a reply in the thread of the one before.
 */
export function lemlistStep(step: PlanStep, index: number): LemlistStep {
  return {
    type: 'email',
    subject: step.sameThread ? '' : `{{nimbus_subject_${step.stepNumber}}}`,
    message: `{{nimbus_body_${step.stepNumber}}}`,
    delay: daysOf(step.delayMs),
    index,
  };
}

const STATES: Readonly<Record<string, ObservedState>> = {
  running: 'active',
  errors: 'active',
  paused: 'paused',
  draft: 'draft',
  ended: 'completed',
  archived: 'stopped',
};

/** The campaign there in our terms; `state` where it is known, which tells a draft that runs from one that does not. */
export function observedAtLemlist(campaign: CampaignThere, state: string | null): ObservedCampaign {
  const accounts = campaign.senders?.flatMap(({ email }) => email?.toLowerCase() ?? []) ?? [];
  const problem = campaign.errors?.find((error) => typeof error === 'string');
  return {
    state: stateOf(campaign.status, state),
    accounts: accounts.length === 0 ? null : accounts,
    settings: { name: ownName(campaign.name) },
    ...(problem !== undefined && { problem: problem.slice(0, 300) }),
  };
}

function stateOf(status: string | null | undefined, state: string | null): ObservedState {
  const ended = status === 'archived' || status === 'ended';
  return STATES[(ended ? status : (state ?? status)) ?? 'draft'] ?? 'paused';
}
