import type { CampaignPlan, PlanAccount } from '../../clients/domain/campaign-plan.js';

/** The settings of a campaign that platforms are told. */
interface Settings {
  readonly id: string;
  readonly name: string;
  readonly time_zone: string;
  readonly send_window_start: number;
  readonly send_window_end: number;
  readonly send_days: readonly number[];
  readonly daily_send_limit: number;
  readonly max_new_leads_per_day: number;
  readonly smart_time_gaps: boolean;
  readonly stop_on_reply: boolean;
  readonly stop_on_domain_reply: boolean;
  readonly open_tracking_enabled: boolean;
  readonly link_tracking_enabled: boolean;
}

interface Step {
  readonly step_number: number;
  readonly delay_ms: number;
  readonly same_thread?: boolean | undefined;
}

/** The campaign in the terms of all platforms. */
export const planOf = (
  campaign: Settings,
  steps: readonly Step[],
  accounts: readonly PlanAccount[],
): CampaignPlan => ({
  marker: campaign.id,
  name: campaign.name,
  timeZone: campaign.time_zone,
  startHour: campaign.send_window_start,
  endHour: campaign.send_window_end,
  sendDays: campaign.send_days,
  dailyLimit: campaign.daily_send_limit,
  maxNewLeadsPerDay: campaign.max_new_leads_per_day,
  minMinutesBetween: minutesBetween(campaign, accounts.length),
  stopOnReply: campaign.stop_on_reply,
  stopOnDomainReply: campaign.stop_on_domain_reply,
  openTracking: campaign.open_tracking_enabled,
  linkTracking: campaign.link_tracking_enabled,
  steps: steps.map(planStep),
  accounts: accounts.toSorted((a, b) => (a.email < b.email ? -1 : 1)),
});

/** Our enrollment hands the first message over when it is due. */
const planStep = ({ step_number, delay_ms, same_thread = false }: Step, place: number) => ({
  stepNumber: step_number,
  delayMs: place === 0 ? 0 : delay_ms,
  sameThread: place > 0 && same_thread,
});

/** Longer gaps would not be believed of a person at work, and a window of one hour should not lose most of its messages. */
const LONGEST_GAP = 60;

/** With `smart_time_gaps` the messages of an account are spread over the window; without, a minute apart as ours are. */
function minutesBetween(campaign: Settings, accounts: number): number {
  if (!campaign.smart_time_gaps) return 1;
  const windowMinutes = (campaign.send_window_end - campaign.send_window_start) * 60;
  const perAccount = Math.ceil(campaign.daily_send_limit / Math.max(accounts, 1));
  return Math.min(Math.max(Math.floor(windowMinutes / perAccount), 1), LONGEST_GAP);
}
