import { z } from 'zod';
import { nameThere, ownName } from '../campaign-name.js';
import type { CampaignPlan, ObservedCampaign, ObservedState, PlanStep } from '../domain/campaign-plan.js';
import { daysFromSunday, hourOf, hourText, isoDays } from '../domain/send-window.js';
import { instantlyTimeZone } from './instantly-time-zone.js';

const Schedule = z.object({
  timing: z.object({ from: z.string(), to: z.string() }),
  days: z.record(z.string(), z.boolean()).catch({}),
  timezone: z.string(),
});

/** The fields of a campaign that are read; everything but the id may be absent. */
export const InstantlyCampaign = z.object({
  id: z.string().min(1),
  name: z.string().catch(''),
  status: z.number(),
  email_list: z.array(z.string()).nullish().catch(null),
  campaign_schedule: z
    .object({ schedules: z.array(Schedule).min(1) })
    .nullish()
    .catch(null),
  daily_limit: z.number().nullish().catch(null),
  daily_max_leads: z.number().nullish().catch(null),
  email_gap: z.number().nullish().catch(null),
  stop_on_reply: z.boolean().nullish().catch(null),
  stop_for_company: z.boolean().nullish().catch(null),
  open_tracking: z.boolean().nullish().catch(null),
  link_tracking: z.boolean().nullish().catch(null),
});

type CampaignThere = z.output<typeof InstantlyCampaign>;

/** Our campaign as `POST` and `PATCH /campaigns` take it: everything in one. */
export function instantlyBody(plan: CampaignPlan): Record<string, unknown> {
  return {
    name: nameThere(plan),
    campaign_schedule: { schedules: [scheduleOf(plan)] },
    sequences: [{ steps: plan.steps.map((step, index) => stepOf(step, plan.steps[index + 1])) }],
    email_list: plan.accounts.map(({ email }) => email),
    daily_limit: plan.dailyLimit,
    daily_max_leads: plan.maxNewLeadsPerDay,
    email_gap: plan.minMinutesBetween,
    stop_on_reply: plan.stopOnReply,
    stop_on_auto_reply: false, // our own rules postpone
    stop_for_company: plan.stopOnDomainReply,
    open_tracking: plan.openTracking,
    link_tracking: plan.linkTracking,
    insert_unsubscribe_header: true,
    // Nimbus decides who gets a message, so Instantly skips nobody who was pushed.
    allow_risky_contacts: true,
    text_only: false,
    // doubtful: an evergreen campaign goes on when leads come after all others are done.
    is_evergreen: true,
  };
}

/** doubtful: the keys of `days` are not explained; a documented example has 1 to 5 for Monday to Friday, so 0 is Sunday. */
function scheduleOf({ timeZone, startHour, endHour, sendDays }: CampaignPlan): Record<string, unknown> {
  const sends = daysFromSunday(sendDays);
  const days = [0, 1, 2, 3, 4, 5, 6].map((day) => [day, sends.includes(day)] as const);
  return {
    name: 'Nimbus',
    timing: { from: hourText(startHour), to: hourText(endHour) },
    days: Object.fromEntries(days),
    timezone: instantlyTimeZone(timeZone),
  };
}

/**
 * doubtful: the delay of a step is the time until the next one, not since the one before.
 * doubtful: the HTML of a variable is inserted as it is; clients send whole bodies so.
 * doubtful: a step without a subject is a reply in the thread of the one before.
 */
function stepOf(step: PlanStep, next: PlanStep | undefined): Record<string, unknown> {
  const subject = step.sameThread ? '' : `{{nimbus_subject_${step.stepNumber}}}`;
  return {
    type: 'email',
    ...delayOf(next?.delayMs ?? 0),
    variants: [{ subject, body: `{{nimbus_body_${step.stepNumber}}}` }],
  };
}

const MINUTE_MS = 60_000;

/** The largest unit that tells it exactly. */
function delayOf(delayMs: number): { delay: number; delay_unit: 'minutes' | 'hours' | 'days' } {
  const minutes = Math.ceil(delayMs / MINUTE_MS);
  if (minutes % 1_440 === 0) return { delay: minutes / 1_440, delay_unit: 'days' };
  if (minutes % 60 === 0) return { delay: minutes / 60, delay_unit: 'hours' };
  return { delay: minutes, delay_unit: 'minutes' };
}

const PROBLEMS: Readonly<Record<number, string>> = {
  [-99]: 'Instantly has suspended the account',
  [-1]: 'Instantly takes the accounts of the campaign for unhealthy',
  [-2]: 'Instantly has stopped the campaign for its bounces',
};

/** The campaign there in our terms. A status of trouble is a pause that nobody asked for. */
export function observedAtInstantly(campaign: CampaignThere): ObservedCampaign {
  const problem = PROBLEMS[campaign.status];
  return {
    state: stateOf(campaign.status),
    accounts: campaign.email_list?.map((email) => email.toLowerCase()) ?? null,
    settings: settingsOf(campaign),
    ...(problem !== undefined && { problem }),
  };
}

/** There is no end but completion, so a stopped campaign is paused there. */
function stateOf(status: number): ObservedState {
  if (status === 1 || status === 4) return 'active'; // 4: its subsequences run
  if (status === 3) return 'completed';
  return status === 0 ? 'draft' : 'paused';
}

type Settings = NonNullable<ObservedCampaign['settings']>;

function settingsOf(campaign: CampaignThere): Settings {
  const {
    daily_limit: dailyLimit,
    daily_max_leads: maxNewLeadsPerDay,
    email_gap: minMinutesBetween,
  } = campaign;
  const { stop_on_reply: stopOnReply, stop_for_company: stopOnDomainReply } = campaign;
  const { open_tracking: openTracking, link_tracking: linkTracking } = campaign;
  const [schedule] = campaign.campaign_schedule?.schedules ?? [];
  return {
    name: ownName(campaign.name),
    ...(schedule !== undefined && windowOf(schedule)),
    ...present({ dailyLimit, maxNewLeadsPerDay, minMinutesBetween }),
    ...present({ stopOnReply, stopOnDomainReply, openTracking, linkTracking }),
  };
}

/** Without the settings that their answer does not have. */
function present<Value>(settings: Readonly<Record<string, Value | null | undefined>>): Record<string, Value> {
  const values = Object.entries(settings).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(values);
}

/** The zone is left out: it may be another name for the same clock. */
function windowOf({ timing, days }: z.output<typeof Schedule>) {
  const sends = Object.keys(days).filter((day) => days[day] === true);
  return {
    startHour: hourOf(timing.from),
    endHour: hourOf(timing.to),
    sendDays: isoDays(sends.map(Number)),
  };
}
