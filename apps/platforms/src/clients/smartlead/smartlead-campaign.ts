import { z } from 'zod';
import { nameThere, ownName } from '../campaign-name.js';
import type { CampaignPlan, ObservedCampaign, ObservedState, PlanStep } from '../domain/campaign-plan.js';
import { daysFromSunday, daysOf, hourOf, hourText, isoDays } from '../domain/send-window.js';

/** The fields of a campaign that are read. A campaign that does not exist is `{}` with status 200, or an empty body. */
export const SmartleadCampaign = z
  .object({
    id: z.union([z.number(), z.string()]).nullish(),
    name: z.string().catch(''),
    status: z.string().catch(''),
    min_time_btwn_emails: z.number().nullish().catch(null),
    track_settings: z.array(z.string()).catch([]),
    scheduler_cron_value: z
      .object({ days: z.array(z.number()), startHour: z.string(), endHour: z.string() })
      .nullish()
      .catch(null),
  })
  .nullish();

type CampaignThere = NonNullable<z.output<typeof SmartleadCampaign>>;

const STATES: Readonly<Record<string, ObservedState>> = {
  DRAFTED: 'draft',
  ACTIVE: 'active',
  START: 'active', // the word of the request, which some answers repeat
  PAUSED: 'paused',
  STOPPED: 'stopped',
  ARCHIVED: 'stopped',
  COMPLETED: 'completed',
};

/** Undefined for a word that Smartlead does not document. */
export const smartleadState = (status: string): ObservedState | undefined => STATES[status.toUpperCase()];

/** The schedule as their reference documents it. */
export function scheduleBody(plan: CampaignPlan): Record<string, unknown> {
  return {
    schedule: {
      timezone: plan.timeZone,
      days: daysFromSunday(plan.sendDays),
      start_hour: hourText(plan.startHour),
      end_hour: hourText(plan.endHour),
      min_time_btw_emails: plan.minMinutesBetween,
    },
  };
}

/** doubtful: the older form, which many clients send; their reference does not name it any more. */
export function olderScheduleBody(plan: CampaignPlan): Record<string, unknown> {
  return {
    timezone: plan.timeZone,
    days_of_the_week: daysFromSunday(plan.sendDays),
    start_hour: hourText(plan.startHour),
    end_hour: hourText(plan.endHour),
    min_time_btw_emails: plan.minMinutesBetween,
    max_new_leads_per_day: plan.maxNewLeadsPerDay,
  };
}

/**
 * doubtful: there is no value for a campaign that goes on after a reply.
 * doubtful: `auto_pause_domain_leads_on_reply` is in clients, not in their reference.
 */
export function settingsBody(plan: CampaignPlan): Record<string, unknown> {
  return {
    name: nameThere(plan),
    track_settings: [
      ...(plan.openTracking ? [] : ['DONT_TRACK_EMAIL_OPEN']),
      ...(plan.linkTracking ? [] : ['DONT_TRACK_LINK_CLICK']),
    ],
    stop_lead_settings: 'REPLY_TO_AN_EMAIL',
    auto_pause_domain_leads_on_reply: plan.stopOnDomainReply,
    send_as_plain_text: false,
    follow_up_percentage: 100,
  };
}

/** A step as it is there. They write the delay in two ways: one when they answer, one when they are asked. */
export const SmartleadStep = z.object({
  id: z.union([z.number(), z.string()]),
  seq_number: z.number(),
  subject: z.string().nullish(),
  email_body: z.string().nullish(),
  seq_delay_details: z
    .object({ delayInDays: z.number().nullish(), delay_in_days: z.number().nullish() })
    .nullish()
    .catch(null),
});

type StepThere = z.output<typeof SmartleadStep>;

interface StepBody {
  readonly id: string | number | null;
  readonly seq_number: number;
  readonly subject: string;
  readonly email_body: string;
  readonly seq_delay_details: { readonly delay_in_days: number };
}

/**
 * The steps to save, with the ids of those that are there.
 * doubtful: steps that the list leaves out are deleted.
 */
export function sequenceBody(steps: readonly PlanStep[], there: readonly StepThere[]): StepBody[] {
  return steps.map((step, index) => ({
    id: there.find(({ seq_number }) => seq_number === index + 1)?.id ?? null,
    seq_number: index + 1,
    subject: step.sameThread ? '' : `{{nimbus_subject_${step.stepNumber}}}`, // without one it is a reply in the thread
    email_body: `{{nimbus_body_${step.stepNumber}}}`,
    seq_delay_details: { delay_in_days: daysOf(step.delayMs) },
  }));
}

/** Whether the steps there are these already: saving them would need a pause of a campaign that runs. */
export function isSameSequence(wanted: readonly StepBody[], there: readonly StepThere[]): boolean {
  if (wanted.length !== there.length) return false;
  return wanted.every((step) => {
    const same = there.find(({ seq_number }) => seq_number === step.seq_number);
    const delay = same?.seq_delay_details?.delayInDays ?? same?.seq_delay_details?.delay_in_days;
    return (
      same?.email_body === step.email_body &&
      (same.subject ?? '') === step.subject &&
      delay === step.seq_delay_details.delay_in_days
    );
  });
}

/** The campaign there in our terms; the zone is left out, as it may be another name for the same clock. */
export function observedAtSmartlead(
  campaign: CampaignThere,
  state: ObservedState,
  accounts: readonly string[],
): ObservedCampaign {
  const { scheduler_cron_value: window, min_time_btwn_emails: gap, track_settings: off } = campaign;
  return {
    state,
    accounts,
    settings: {
      name: ownName(campaign.name),
      openTracking: !off.includes('DONT_EMAIL_OPEN') && !off.includes('DONT_TRACK_EMAIL_OPEN'),
      linkTracking: !off.includes('DONT_LINK_CLICK') && !off.includes('DONT_TRACK_LINK_CLICK'),
      ...(typeof gap === 'number' && { minMinutesBetween: gap }),
      ...(window && {
        startHour: hourOf(window.startHour),
        endHour: hourOf(window.endHour),
        sendDays: isoDays(window.days),
      }),
    },
  };
}
