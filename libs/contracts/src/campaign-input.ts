import { z } from 'zod';
import { ContactFilter } from './contact-filter.js';
import { filledText, TimeZone } from './fields.js';
import { IdOf } from './ids.js';

export const CampaignType = z.enum(['cold_outreach', 'nurture', 're_engagement', 'warmup']);
export const Platform = z.enum(['native', 'reachinbox', 'smartlead', 'instantly', 'lemlist']);

const hour = z.number().int().min(0).max(24);

/** What a caller may say about a campaign, each by itself. */
const FIELDS = {
  name: filledText(200),
  campaign_type: CampaignType,
  platform: Platform,
  sequence_id: IdOf('seq'),
  sending_account_ids: z
    .array(IdOf('ea'))
    .min(1)
    .max(1_000)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'must not name an account twice' }),
  min_health_score: z.number().int().min(0).max(100),
  daily_send_limit: z.number().int().min(1).max(1_000_000),
  max_new_leads_per_day: z.number().int().min(0).max(1_000_000),
  smart_time_gaps: z.boolean(),
  /** Local hours, the end exclusive: 9 to 17 sends from 09:00:00 to 16:59:59. */
  send_window_start: hour,
  send_window_end: hour,
  /** ISO days: 1 = Monday, 7 = Sunday. */
  send_days: z
    .array(z.number().int().min(1).max(7))
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, { error: 'must not name a day twice' }),
  time_zone: TimeZone,
  recipient_time_zone: z.boolean().meta({
    description:
      'Hours and days of the send window are those of the contact’s own time zone, where it is known; else those of `time_zone`.',
  }),
  open_tracking_enabled: z.boolean(),
  link_tracking_enabled: z.boolean(),
  stop_on_reply: z.boolean(),
  stop_on_domain_reply: z.boolean(),
  stop_on_unsubscribe: z.boolean(),
  contact_filter: ContactFilter,
  client_id: IdOf('cli').nullable(),
} as const;

const inOrder = (window: { send_window_start: number; send_window_end: number }): boolean =>
  window.send_window_start < window.send_window_end;

/** What a caller chooses. Everything but name, sequence, accounts and filter has a default. */
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
  })
  .refine(inOrder, { error: 'must be later than send_window_start', path: ['send_window_end'] });
export type CampaignInput = z.infer<typeof CampaignInput>;

/** What a caller changes: at least one field. Whether the window stays in order is known only with the rest of it. */
export const CampaignChanges = z
  .strictObject(FIELDS)
  .partial()
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), {
    error: 'must change at least one field',
  });
export type CampaignChanges = z.infer<typeof CampaignChanges>;
