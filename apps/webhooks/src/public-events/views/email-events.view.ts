import {
  EmailBounced,
  EmailClicked,
  EmailDelivered,
  EmailOpened,
  EmailReplied,
  EmailSent,
  EmailSpamComplaint,
  EmailUnsubscribed,
  type EventOf,
  type PublicDataOf,
  type PublicEvent,
} from '#contracts';
import { isEvent, type AnyEventOf } from '#messaging';
import { campaignNameOf, type Known } from './known.js';
import { publicEventView } from './public-event.view.js';

export const PUBLIC_EMAIL_EVENTS = [
  EmailSent,
  EmailDelivered,
  EmailOpened,
  EmailClicked,
  EmailReplied,
  EmailBounced,
  EmailUnsubscribed,
  EmailSpamComplaint,
] as const;
export type EmailEventOf = AnyEventOf<(typeof PUBLIC_EMAIL_EVENTS)[number]>;

/** Fetches and clicks by machines are not public. */
export const isPublic = ({ data }: EmailEventOf): boolean => !('machine' in data && data.machine);

export function emailEventView(event: EmailEventOf, known: Known): PublicEvent {
  const { at } = event.data;
  const message = messageData(event, known);
  if (isEvent(EmailSent, event)) {
    const { message_id, subject } = event.data;
    return publicEventView('email.sent', event, { at, data: { ...message, message_id, subject } });
  }
  if (isEvent(EmailDelivered, event)) return publicEventView('email.delivered', event, { at, data: message });
  if (isEvent(EmailBounced, event)) {
    const { hard, refusal } = event.data;
    const reason = event.data.class ?? (hard ? 'hard' : 'unknown');
    return publicEventView('email.bounced', event, {
      at,
      data: { ...message, hard, class: reason, refusal },
    });
  }
  return signalView(event, message);
}

type SignalOf = Exclude<
  EmailEventOf,
  EventOf<typeof EmailSent | typeof EmailDelivered | typeof EmailBounced>
>;

/** An act of the recipient. */
function signalView(event: SignalOf, message: MessageData): PublicEvent {
  const { at } = event.data;
  if (isEvent(EmailOpened, event)) return publicEventView('email.opened', event, { at, data: message });
  if (isEvent(EmailClicked, event)) {
    const { url } = event.data;
    return publicEventView('email.clicked', event, { at, data: { ...message, url } });
  }
  if (isEvent(EmailReplied, event)) {
    const { reply_id, intent, confidence, automatic, from, snippet, returns_on } = event.data;
    const reply = { reply_id, intent, confidence, automatic, from, snippet, returns_on };
    return publicEventView('email.replied', event, { at, data: { ...message, ...reply } });
  }
  if (isEvent(EmailUnsubscribed, event)) {
    const { method } = event.data;
    return publicEventView('email.unsubscribed', event, { at, data: { ...message, method } });
  }
  return publicEventView('email.spam_complaint', event, { at, data: message });
}

type MessageData = PublicDataOf<'email.delivered'>;

/** Signals name neither the address nor the account, so that these come from the message, if it is known. */
function messageData(event: EmailEventOf, known: Known): MessageData {
  const { data, workspaceid } = event;
  const found = known.messages.get(data.send_id);
  const own = found?.workspace_id === workspaceid ? found : undefined;
  const { email, variant = null, sending_account_id }: OfAccount = { ...NOBODY, ...own, ...data };
  return {
    ...campaignNameOf(event, known),
    enrollment_id: data.enrollment_id,
    contact_id: data.contact_id,
    email,
    send_id: data.send_id,
    step_id: data.step_id,
    step_number: data.step_number,
    variant,
    sending_account_id,
  };
}

const NOBODY: OfAccount = { email: null, sending_account_id: null };

type OfAccount = Pick<MessageData, 'email' | 'sending_account_id'> & { variant?: string | null | undefined };
