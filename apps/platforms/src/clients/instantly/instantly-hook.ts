import { z } from 'zod';
import { signalKey } from '../domain/signal-key.js';
import type { MessageSignal, ParsedHook, Signal, SignalReply } from '../domain/signal.js';
import { HookAddress, HookDate, HookNumber, HookText } from '../hook-fields.js';

/** Subscriptions and payloads name the same event differently, and older pages a third way. */
const KINDS: Readonly<Record<string, MessageSignal['kind']>> = {
  email_sent: 'sent',
  email_opened: 'opened',
  email_open: 'opened',
  link_clicked: 'clicked',
  email_link_clicked: 'clicked',
  email_clicked: 'clicked',
  reply_received: 'replied',
  email_replied: 'replied',
  auto_reply_received: 'replied',
  email_bounced: 'bounced',
  lead_unsubscribed: 'unsubscribed',
  email_unsubscribed: 'unsubscribed',
};

/** Events of `all_events` that say nothing that we use: labels of people, which we give ourselves. */
const UNUSED = new Set([
  'lead_neutral',
  'lead_interested',
  'lead_not_interested',
  'lead_meeting_booked',
  'lead_meeting_completed',
  'lead_closed',
  'lead_out_of_office',
  'lead_wrong_person',
  'lead_no_show',
  'lead_lost',
  'supersearch_enrichment_completed',
]);

const Hook = z.object({
  event_type: z.string().min(1),
  timestamp: HookDate,
  campaign_id: HookText,
  lead_email: HookAddress,
  email: HookAddress,
  email_account: HookAddress,
  step: HookNumber,
  email_id: HookText,
  email_subject: HookText,
  reply_subject: HookText,
  reply_text: HookText,
  reply_text_snippet: HookText,
  reply_html: HookText,
  // doubtful: their page names no field for these three; the spellings are those that clients were seen to read.
  link: HookText,
  link_clicked: HookText,
  bounce_reason: HookText,
  error_message: HookText,
  message: HookText,
});

type HookBody = z.output<typeof Hook>;

/** The facts of a hook of Instantly (https://developer.instantly.ai/guides/webhook-events). */
export function parseInstantlyHook(body: unknown): ParsedHook {
  const hook = Hook.safeParse(body);
  if (!hook.success) return { unknown: 'a body without an event_type' };
  const { event_type: event, timestamp: at } = hook.data;
  if (UNUSED.has(event)) return [];
  if (at === null) return { unknown: `${event.slice(0, 60)} without a timestamp` };
  if (event === 'campaign_completed') return completed(hook.data, at);
  if (event === 'account_error') return accountError(hook.data, at);

  const kind = KINDS[event];
  if (kind === undefined)
    return { unknown: `an event ${event.slice(0, 60)} that Instantly does not document` };
  return message(kind, hook.data, at);
}

function message(kind: MessageSignal['kind'], hook: HookBody, at: Date): ParsedHook {
  const email = hook.lead_email ?? hook.email;
  if (hook.campaign_id === null || email === null) {
    return { unknown: `${hook.event_type} without a campaign or a lead` };
  }
  const signal: Signal = {
    kind,
    at,
    key: signalKey(kind, {
      campaign: hook.campaign_id,
      email,
      step: hook.step,
      messageId: hook.email_id,
      at,
    }),
    platformCampaignId: hook.campaign_id,
    email,
    leadId: null,
    stepNumber: hook.step === 0 ? null : hook.step,
    accountEmail: hook.email_account,
    messageId: null, // `email_id` is their own id
    machine: false,
    ...detailsOf(kind, hook),
  };
  return [signal];
}

function detailsOf(kind: MessageSignal['kind'], hook: HookBody): Partial<MessageSignal> {
  const url = hook.link ?? hook.link_clicked;
  const words = hook.bounce_reason ?? hook.error_message;
  if (kind === 'replied') return { reply: replyOf(hook) };
  if (kind === 'clicked' && url !== null) return { url };
  if (kind === 'bounced' && words !== null) return { bounce: { words } };
  return kind === 'sent' && hook.email_subject !== null ? { subject: hook.email_subject } : {};
}

function replyOf(hook: HookBody): SignalReply {
  return {
    text: hook.reply_text ?? hook.reply_text_snippet,
    html: hook.reply_html,
    subject: hook.reply_subject,
    automatic: hook.event_type === 'auto_reply_received',
  };
}

function completed({ campaign_id: campaign }: HookBody, at: Date): ParsedHook {
  if (campaign === null) return { unknown: 'campaign_completed without a campaign' };
  const key = `completed:${campaign}:${at.toISOString()}`;
  return [{ kind: 'campaign_state', at, key, platformCampaignId: campaign, state: 'completed' }];
}

function accountError(hook: HookBody, at: Date): ParsedHook {
  const accountEmail = hook.email_account ?? hook.email;
  if (accountEmail === null) return { unknown: 'account_error without an account' };
  const message = hook.error_message ?? hook.message ?? 'Instantly reports an error of the account';
  return [
    { kind: 'account_error', at, key: `account:${accountEmail}:${at.toISOString()}`, accountEmail, message },
  ];
}
