import { z } from 'zod';
import { ownName } from '../campaign-name.js';
import type { CampaignPlan, ObservedCampaign, ObservedState, PlanStep } from '../domain/campaign-plan.js';
import { daysFromSunday, daysOf, hourText } from '../domain/send-window.js';
import { HookId, HookText } from '../hook-fields.js';

const Flag = z.boolean().nullish().catch(null);
const Count = z.number().nullish().catch(null);

/** The fields of a campaign that are read; everything but the id may be absent. */
export const ReachinboxCampaign = z.object({
  id: HookId.pipe(z.string()),
  name: z.string().catch(''),
  status: HookText,
  isActive: Flag,
  hasStarted: Flag,
  completed: Flag,
  isArchived: Flag,
  deletedAt: HookText,
  pausedByBounceProtection: Flag,
  accountsToUse: z.array(z.string()).nullish().catch(null),
  dailyLimit: Count,
  maxNewLeads: Count,
  tracking: Flag,
  linkTracking: Flag,
  stopOnReply: Flag,
  stopOnDomainReply: Flag,
});

export type CampaignThere = z.output<typeof ReachinboxCampaign>;

/**
 * doubtful: the path and the words are those of two open clients (`type`, `delay`); the page of their documentation names
 * campaignId and sequences. It says that steps are added or updated, so a repetition is taken to have no further effect.
 */
export function sequenceRequest(campaignId: number, steps: readonly PlanStep[]) {
  const sequences = [{ steps: steps.map((step, index) => stepBody(step, index === 0)) }];
  return { path: '/campaigns/add-sequence', body: { campaignId, sequences } };
}

/** doubtful: the delay is in days since the step before; a step without a subject is a reply in the thread. */
function stepBody(step: PlanStep, isFirst: boolean): Record<string, unknown> {
  const subject = step.sameThread ? '' : `{{nimbus_subject_${step.stepNumber}}}`;
  return {
    type: isFirst ? 'initial' : 'follow-up',
    delay: daysOf(step.delayMs),
    variants: [{ subject, body: `{{nimbus_body_${step.stepNumber}}}` }],
    ccEnabled: false,
    bccEnabled: false,
  };
}

/** doubtful: a campaign needs a first and a last day there, and ours has neither. Ours ends it long before. */
const FIRST_DAY = '2024-01-01T00:00:00.000Z';
const LAST_DAY = '2099-12-31T00:00:00.000Z';

export function scheduleBody(campaignId: number, plan: CampaignPlan): Record<string, unknown> {
  const sends = daysFromSunday(plan.sendDays);
  return {
    campaignId,
    startDate: FIRST_DAY,
    endDate: LAST_DAY,
    schedules: [
      {
        name: 'Nimbus',
        timing: { from: hourText(plan.startHour), to: hourText(plan.endHour) },
        days: Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((day) => [String(day), sends.includes(day)])),
        timezone: plan.timeZone,
      },
    ],
  };
}

/** doubtful: `delay` is in seconds between two messages. Footer and unsubscribe link are in our texts. */
export function detailsBody(campaignId: number, plan: CampaignPlan): Record<string, unknown> {
  return {
    campaignId,
    dailyLimit: plan.dailyLimit,
    maxNewLeads: plan.maxNewLeadsPerDay,
    delay: plan.minMinutesBetween * 60,
    randomDelay: 0,
    tracking: plan.openTracking,
    linkTracking: plan.linkTracking,
    stopOnReply: plan.stopOnReply,
    stopOnDomainReply: plan.stopOnDomainReply,
    unsubscribeHeader: true,
    aiReplies: false, // they would answer people in our place
  };
}

/** The campaign there in our terms. There is no end but completion and the archive, so a stopped campaign is paused. */
export function observedAtReachinbox(campaign: CampaignThere): ObservedCampaign {
  const isProtected = campaign.pausedByBounceProtection === true;
  return {
    state: stateOf(campaign),
    accounts: campaign.accountsToUse?.map((email) => email.toLowerCase()) ?? null,
    settings: settingsOf(campaign),
    ...(isProtected && { problem: 'ReachInbox has paused the campaign for its bounces' }),
  };
}

/** doubtful: the words of `status` are not listed anywhere; the flags tell the same, so the words are asked where none is. */
function stateOf(campaign: CampaignThere): ObservedState {
  if (campaign.isArchived === true) return 'stopped';
  if (campaign.completed === true) return 'completed';
  if (campaign.isActive === true) return 'active';
  if (campaign.hasStarted === true) return 'paused';
  if (campaign.isActive === false && campaign.hasStarted === false) return 'draft';
  return stateOfWord(campaign.status?.toLowerCase() ?? '');
}

function stateOfWord(status: string): ObservedState {
  if (status === 'active') return 'active';
  if (status === 'completed') return 'completed';
  return status === 'draft' ? 'draft' : 'paused';
}

function settingsOf(campaign: CampaignThere): NonNullable<ObservedCampaign['settings']> {
  const { dailyLimit, maxNewLeads, tracking, linkTracking, stopOnReply, stopOnDomainReply } = campaign;
  return {
    name: ownName(campaign.name),
    ...(typeof dailyLimit === 'number' && { dailyLimit }),
    ...(typeof maxNewLeads === 'number' && { maxNewLeadsPerDay: maxNewLeads }),
    ...(typeof tracking === 'boolean' && { openTracking: tracking }),
    ...(typeof linkTracking === 'boolean' && { linkTracking }),
    ...(typeof stopOnReply === 'boolean' && { stopOnReply }),
    ...(typeof stopOnDomainReply === 'boolean' && { stopOnDomainReply }),
  };
}
