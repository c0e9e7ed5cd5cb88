import type {
  DeliverabilityAlertType,
  PublicDataOf,
  PublicEvent,
  PublicEventType,
  ReplyIntent,
} from '#contracts';
import { safeText } from './slack-text.js';

/** An event in words. Addresses of contacts are shown only where the team acts on them: replies and complaints. */
export interface EventText {
  /** The fact in a few words, none of them foreign. */
  readonly title: string;
  /** Safe text: the reasons and the figures, a line each. */
  readonly details: readonly string[];
}

/** The text of an event. */
export function describeEvent({ type, data }: PublicEvent): EventText {
  assertDataOf(type, data);

  return describe(type, data);
}

const describe = <Type extends PublicEventType>(type: Type, data: PublicDataOf<Type>): EventText =>
  TEXTS[type](data);

/**
 * Not checked again: the schema of the type has checked the data before the event was stored, and an event that an earlier
 * release stored may lack a later field.
 */
function assertDataOf<Type extends PublicEventType>(
  _type: Type,
  _data: object,
): asserts _data is PublicDataOf<Type> {}

type MessageData = PublicDataOf<'email.delivered'>;

/** The longest detail that is not ours, such as a reason or a snippet. */
const MAX_DETAIL = 350;
const MAX_SHORT = 100;
const MAX_REASONS = 4;

type Texts = { readonly [Type in PublicEventType]: (data: PublicDataOf<Type>) => EventText };

const TEXTS: Texts = {
  'campaign.created': titled('Campaign created'),
  'campaign.launched': titled('Campaign launched'),
  'campaign.paused': ({ campaign }) => ({
    title: 'Campaign paused',
    details: campaign.pause_reason === null ? [] : [`Reason: ${detail(campaign.pause_reason)}`],
  }),
  'campaign.resumed': titled('Campaign resumed'),
  'campaign.auto_paused': ({ reasons }) => ({
    title: 'Campaign paused by its figures',
    details: [
      ...reasons.slice(0, MAX_REASONS).map(({ message }) => safeText(message, 250)),
      ...(reasons.length > MAX_REASONS ? [`and ${reasons.length - MAX_REASONS} more`] : []),
    ],
  }),
  'campaign.completed': titled('Campaign completed'),
  'campaign.archived': titled('Campaign archived'),
  'email.sent': (data) => ({ title: 'Message sent', details: [`${stepOf(data)}: ${detail(data.subject)}`] }),
  'email.delivered': ofMessage('Message delivered'),
  'email.opened': ofMessage('Message opened'),
  'email.clicked': (data) => ({
    title: 'Link followed',
    details: [`${stepOf(data)}: ${detail(data.url)}`],
  }),
  'email.replied': (data) => ({
    title: REPLY_TITLES[data.intent],
    details: [
      `${senderOf(data)} to ${stepOf(data, 'step')}`,
      ...(data.snippet === '' ? [] : [`“${detail(data.snippet)}”`]),
      ...(data.returns_on === null ? [] : [`Back on ${data.returns_on}`]),
    ],
  }),
  'email.bounced': (data) => ({
    title: data.hard ? 'Message bounced: the address is dead' : 'Message bounced',
    details: [`${stepOf(data)}: ${detail(data.refusal.message)}`],
  }),
  'email.unsubscribed': ofMessage('Contact unsubscribed'),
  'email.spam_complaint': (data) => ({
    title: 'Spam complaint',
    details: [`${data.email === null ? 'A contact' : short(data.email)} about ${stepOf(data, 'step')}`],
  }),
  'contact.created': titled('Contact created'),
  'contact.updated': titled('Contact updated'),
  'contact.deleted': titled('Contact deleted'),
  'contact.suppressed': ({ suppression: { domain, reason } }) => ({
    title: domain === null ? 'Address suppressed' : 'Domain suppressed',
    details: [...(domain === null ? [] : [short(domain)]), `Reason: ${words(reason)}`],
  }),
  'enrollment.started': titled('Contact enrolled'),
  'enrollment.finished': ({ status, reason }) => ({
    title: 'Enrollment finished',
    details: [reason === null || reason === status ? words(status) : `${words(status)}: ${words(reason)}`],
  }),
  'export.completed': ({ format, sends, expires_at }) => ({
    title: 'Export ready',
    details: [`${sends} sends as ${format}, until ${expires_at.slice(0, 10)}`],
  }),
  'deliverability.alert': ({ alert, message }) => ({
    title: ALERT_TITLES[alert],
    details: [detail(message)],
  }),
  'webhook.test': ({ message }) => ({ title: 'Test of a webhook', details: [detail(message)] }),
  'webhook.disabled': ({ host, reason, failing_since }) => ({
    title: 'Webhook switched off',
    details: [
      reason === 'gone'
        ? `${short(host)} answered 410: it wants no more events`
        : `Every attempt at ${short(host)} has failed since ${failing_since?.slice(0, 10) ?? 'five days'}`,
    ],
  }),
};

const REPLY_TITLES: Readonly<Record<ReplyIntent, string>> = {
  interested: 'Reply: interested',
  not_interested: 'Reply: not interested',
  objection: 'Reply: an objection',
  question: 'Reply: a question',
  referral: 'Reply: a referral',
  wrong_person: 'Reply: the wrong person',
  ooo: 'Reply: out of the office',
  unsubscribe: 'Reply: wants no more mail',
  bounce: 'Reply: undeliverable',
  other: 'Reply',
};

const ALERT_TITLES: Readonly<Record<DeliverabilityAlertType, string>> = {
  campaign_auto_paused: 'Campaign paused by its figures',
  campaign_alert: 'Campaign with bad figures',
  account_paused: 'Sending account paused by its figures',
  account_alert: 'Sending account with bad figures',
  account_refused: 'Sending account refused by its server',
  domain_failing: 'Domain fails authentication',
};

function titled(title: string): () => EventText {
  return () => ({ title, details: [] });
}

function ofMessage(title: string): (data: MessageData) => EventText {
  return (data) => ({ title, details: [stepOf(data)] });
}

const stepOf = ({ step_number, variant }: MessageData, word = 'Step'): string =>
  `${word} ${step_number}${variant === null ? '' : `, variant ${safeText(variant, 20)}`}`;

/** Somebody else may answer for the contact, such as an assistant. */
const senderOf = ({ from, email }: PublicDataOf<'email.replied'>): string =>
  email === null || email === from ? short(from) : `${short(from)} for ${short(email)}`;

const detail = (text: string): string => safeText(text, MAX_DETAIL);
const short = (text: string): string => safeText(text, MAX_SHORT);

/** A code such as `domain_replied` in words. */
const words = (code: string): string => short(code.replaceAll('_', ' '));
