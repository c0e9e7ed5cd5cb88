import { z } from 'zod';
import { OUTSIDE_PLATFORMS } from '#kernel';
import { CAMPAIGN_FIELD } from './campaign-fields.js';
import { CampaignRampInput } from './campaign-ramp.js';
import { ContactFilter } from './contact-filter.js';
import { changesOf, nonEmptyText, TimeZone } from './fields.js';
import { IdOf } from './ids.js';

export const CampaignType = z.enum(['cold_outreach', 'nurture', 're_engagement', 'warmup']);
export type CampaignType = z.infer<typeof CampaignType>;
export const Platform = z.enum(['native', ...OUTSIDE_PLATFORMS]);

/** The outside platforms that send campaigns in place of this installation. */
export const DelegatedPlatform = Platform.exclude(['native']);
export type DelegatedPlatform = z.infer<typeof DelegatedPlatform>;

const hour = z.number().int().min(0).max(24);

/** The fields of a campaign that a caller may set. */
const FIELDS = {
  name: nonEmptyText(200),
  campaign_type: CampaignType,
  platform: Platform.meta(CAMPAIGN_FIELD.platform),
  sequence_id: IdOf('seq'),
  sending_account_ids: z
    .array(IdOf('ea'))
    .min(1)
    .max(1_000)
    .refine((ids) => new Set(ids).size === ids.length, {
      error: 'must not name an account twice',
      params: { code: 'duplicate' },
    })
    .meta({ uniqueItems: true }),
  min_health_score: z.number().int().min(0).max(100).meta(CAMPAIGN_FIELD.min_health_score),
  daily_send_limit: z.number().int().min(1).max(1_000_000).meta(CAMPAIGN_FIELD.daily_send_limit),
  max_new_leads_per_day: z.number().int().min(0).max(1_000_000).meta(CAMPAIGN_FIELD.max_new_leads_per_day),
  smart_time_gaps: z.boolean().meta(CAMPAIGN_FIELD.smart_time_gaps),
  send_window_start: hour.meta(CAMPAIGN_FIELD.send_window_start),
  send_window_end: hour.meta(CAMPAIGN_FIELD.send_window_end),
  send_days: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, {
      error: 'must not name a day twice',
      params: { code: 'duplicate' },
    })
    .meta({ ...CAMPAIGN_FIELD.send_days, uniqueItems: true }),
  time_zone: TimeZone.meta(CAMPAIGN_FIELD.time_zone),
  recipient_time_zone: z.boolean().meta(CAMPAIGN_FIELD.recipient_time_zone),
  open_tracking_enabled: z.boolean().meta(CAMPAIGN_FIELD.open_tracking_enabled),
  link_tracking_enabled: z.boolean().meta(CAMPAIGN_FIELD.link_tracking_enabled),
  stop_on_reply: z.boolean().meta(CAMPAIGN_FIELD.stop_on_reply),
  stop_on_domain_reply: z.boolean().meta(CAMPAIGN_FIELD.stop_on_domain_reply),
  stop_on_unsubscribe: z.boolean().meta(CAMPAIGN_FIELD.stop_on_unsubscribe),
  contact_filter: ContactFilter,
  client_id: IdOf('cli').nullable().meta(CAMPAIGN_FIELD.client_id),
  warmup: CampaignRampInput.meta(CAMPAIGN_FIELD.warmup),
} as const;

interface Window {
  readonly send_window_start: number;
  readonly send_window_end: number;
}

const inOrder = (window: Window): boolean => window.send_window_start < window.send_window_end;

/** Its hours are judged also where another field is wrong, so that a caller hears of all mistakes at once. */
const hasHours = ({ value }: { readonly value: unknown }): boolean =>
  z.object({ send_window_start: hour, send_window_end: hour }).safeParse(value).success;

/** A new campaign. All fields but name, sequence, accounts and filter have a default. */
export const CampaignInput = z
  .strictObject({
    ...FIELDS,
    campaign_type: FIELDS.campaign_type.default('cold_outreach'),
    platform: FIELDS.platform.default('native'),
    min_health_score: FIELDS.min_health_score.default(70),
    daily_send_limit: FIELDS.daily_send_limit.default(500),
    max_new_leads_per_day: FIELDS.max_new_leads_per_day.default(50),
    smart_time_gaps: FIELDS.smart_time_gaps.default(true),
    send_window_start: FIELDS.send_window_start.default(9),
    send_window_end: FIELDS.send_window_end.default(17),
    send_days: FIELDS.send_days.default([1, 2, 3, 4, 5]),
    /** Defaults to the workspace's zone. */
    time_zone: FIELDS.time_zone.optional(),
    recipient_time_zone: FIELDS.recipient_time_zone.default(false),
    open_tracking_enabled: FIELDS.open_tracking_enabled.default(true),
    link_tracking_enabled: FIELDS.link_tracking_enabled.default(true),
    stop_on_reply: FIELDS.stop_on_reply.default(true),
    stop_on_domain_reply: FIELDS.stop_on_domain_reply.default(false),
    stop_on_unsubscribe: FIELDS.stop_on_unsubscribe.default(true),
    client_id: FIELDS.client_id.optional(),
    /** Defaults to `DEFAULT_WARMUP_RAMP` in a campaign of type `warmup`. */
    warmup: FIELDS.warmup.optional(),
  })
  .refine(inOrder, {
    error: 'must be later than send_window_start',
    path: ['send_window_end'],
    params: { code: 'invalid_combination' },
    when: hasHours,
  });
export type CampaignInput = z.infer<typeof CampaignInput>;

/** A change of at least one field. The window is checked together with the stored fields. */
export const CampaignChanges = changesOf(z.strictObject(FIELDS));
export type CampaignChanges = z.infer<typeof CampaignChanges>;
