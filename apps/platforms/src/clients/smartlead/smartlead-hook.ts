import { z } from 'zod';
import { textOrHtml } from '../domain/reply-texts.js';
import { signalKey } from '../domain/signal-key.js';
import type { MessageSignal, ParsedHook, SignalReply } from '../domain/signal.js';
import { HookAddress, HookDate, HookId, HookMessageId, HookNumber, HookText } from '../hook-fields.js';
import { smartleadState } from './smartlead-campaign.js';

/** Their pages spell the same events in three ways. */
const KINDS: Readonly<Record<string, MessageSignal['kind']>> = {
  EMAIL_SENT: 'sent',
  FIRST_EMAIL_SENT: 'sent',
  SENT: 'sent',
  EMAIL_OPEN: 'opened',
  EMAIL_OPENED: 'opened',
  OPENED: 'opened',
  EMAIL_LINK_CLICK: 'clicked',
  EMAIL_CLICKED: 'clicked',
  CLICKED: 'clicked',
  EMAIL_REPLY: 'replied',
  EMAIL_REPLIED: 'replied',
  REPLIED: 'replied',
  EMAIL_BOUNCE: 'bounced',
  EMAIL_BOUNCED: 'bounced',
  BOUNCED: 'bounced',
  LEAD_UNSUBSCRIBED: 'unsubscribed',
  EMAIL_UNSUBSCRIBED: 'unsubscribed',
  UNSUBSCRIBED: 'unsubscribed',
};

/** Labels of people, replies to other mails, and steps that a person does. */
const UNUSED = new Set(['LEAD_CATEGORY_UPDATED', 'UNTRACKED_REPLIES', 'MANUAL_STEP_REACHED']);

const Mail = z
  .object({ message_id: HookMessageId, text: HookText, html: HookText, subject: HookText, body: HookText })
  .nullish()
  .catch(null);

/** A link, a list of links, or objects with one. */
const Link = z
  .union([
    z.string(),
    z.array(z.string()).transform(([url]) => url),
    z.object({ url: z.string() }).transform(({ url }) => url),
    z
      .array(z.object({ url: z.string().optional(), link: z.string().optional() }))
      .transform(([first]) => first?.url ?? first?.link),
  ])
  .nullish()
  .transform((url) => url ?? null)
  .catch(null);

const Hook = z.object({
  event_type: HookText,
  event: HookText,
  campaign_id: HookId,
  campaign_status: HookText,
  sequence_number: HookNumber,
  // the lead
  sl_lead_email: HookAddress,
  lead_email: HookAddress,
  to_email: HookAddress,
  lead: z.object({ email: HookAddress, id: HookId }).nullish().catch(null),
  sl_email_lead_id: HookId,
  lead_id: HookId,
  // the account
  from_email: HookAddress,
  email_account: HookAddress,
  // the time
  event_timestamp: HookDate,
  time_sent: HookDate,
  time_opened: HookDate,
  time_clicked: HookDate,
  time_replied: HookDate,
  timestamp: HookDate,
  created_at: HookDate,
  // the mails
  subject: HookText,
  custom_subject: HookText,
  message_id: HookMessageId,
  sent_message: Mail,
  email: Mail,
  reply_message: Mail,
  reply: Mail,
  reply_body: HookText,
  preview_text: HookText,
  message: HookText,
  bounce_message: Mail,
  bounce_reply_email: HookText,
  bounce_reply_email_preview: HookText,
  // the link
  link_clicked: Link,
  link_details: Link,
  link: Link,
});

type HookBody = z.output<typeof Hook>;

/** The facts of a hook of Smartlead (https://api.smartlead.ai/api-reference/webhooks/events and its older pages). */
export function parseSmartleadHook(body: unknown): ParsedHook {
  const { data: hook } = Hook.safeParse(body);
  const event = first(hook?.event_type, hook?.event);
  if (hook === undefined || event === null) return { unknown: 'a body without an event_type' };
  if (UNUSED.has(event)) return [];
  const at = timeOf(hook);
  const name = event.slice(0, 60);
  if (at === null) return { unknown: `${name} without a time` };
  if (event === 'CAMPAIGN_STATUS_CHANGED') return stateChange(hook, at);

  const kind = KINDS[event];
  if (kind === undefined) return { unknown: `an event ${name} that Smartlead does not document` };
  return message(kind, name, hook, at);
}

/** The first that is told. */
const first = <Value>(...values: readonly (Value | null | undefined)[]): Value | null =>
  values.find((value) => value !== null && value !== undefined) ?? null;

const timeOf = (hook: HookBody): Date | null =>
  first(
    hook.event_timestamp,
    hook.time_replied,
    hook.time_clicked,
    hook.time_opened,
    hook.time_sent,
    hook.timestamp,
    hook.created_at,
  );

/** doubtful: their page names no field for the new state; `campaign_status` is in all other hooks. */
function stateChange({ campaign_id: campaign, campaign_status: status }: HookBody, at: Date): ParsedHook {
  const state = status === null ? undefined : smartleadState(status);
  if (campaign === null || state === undefined) {
    return { unknown: 'CAMPAIGN_STATUS_CHANGED without a campaign or a state' };
  }
  const key = `state:${campaign}:${state}:${at.toISOString()}`;
  return [{ kind: 'campaign_state', at, key, platformCampaignId: campaign, state }];
}

function message(kind: MessageSignal['kind'], event: string, hook: HookBody, at: Date): ParsedHook {
  const { campaign_id: campaign, lead, sequence_number: step } = hook;
  const email = first(hook.sl_lead_email, hook.lead_email, lead?.email, hook.to_email);
  if (campaign === null || email === null) return { unknown: `${event} without a campaign or a lead` };
  const messageId = messageIdOf(kind, hook);
  return [
    {
      kind,
      at,
      key: signalKey(kind, { campaign, email, step, messageId, at }),
      platformCampaignId: campaign,
      email,
      leadId: first(hook.sl_email_lead_id, hook.lead_id, lead?.id),
      stepNumber: step === 0 ? null : step,
      accountEmail: first(hook.email_account, hook.from_email),
      messageId,
      machine: false,
      ...detailsOf(kind, hook),
    },
  ];
}

const messageIdOf = (kind: MessageSignal['kind'], hook: HookBody): string | null =>
  kind === 'replied'
    ? first(hook.reply_message?.message_id, hook.reply?.message_id, hook.message_id)
    : first(hook.sent_message?.message_id, hook.email?.message_id, hook.message_id);

type Details = Pick<MessageSignal, 'url' | 'reply' | 'bounce' | 'subject'>;

function detailsOf(kind: MessageSignal['kind'], hook: HookBody): Details {
  if (kind === 'replied') return { reply: replyOf(hook) };
  const subject = first(hook.subject, hook.custom_subject, hook.email?.subject);
  const url = kind === 'clicked' ? first(hook.link_clicked, hook.link_details, hook.link) : null;
  const words = kind === 'bounced' ? wordsOf(hook) : null;
  return {
    ...(subject !== null && { subject }),
    ...(url !== null && { url }),
    ...(words !== null && { bounce: { words } }),
  };
}

const wordsOf = ({ bounce_message: mail, ...hook }: HookBody): string | null =>
  first(mail?.text, hook.bounce_reply_email_preview, mail?.html, hook.bounce_reply_email);

/** doubtful: they do not tell whether a program wrote the answer; our own rules judge its text. */
function replyOf({ reply_message: mail, reply, ...hook }: HookBody): SignalReply {
  const older = textOrHtml(first(reply?.body, hook.message));
  return {
    text: first(mail?.text, reply?.text, older.text, hook.preview_text),
    html: first(mail?.html, reply?.html, older.html, hook.reply_body),
    subject: first(mail?.subject, reply?.subject, hook.subject),
    automatic: false,
  };
}
