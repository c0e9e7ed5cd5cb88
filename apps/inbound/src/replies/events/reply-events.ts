import {
  BounceReported,
  EmailReplied,
  EmailSpamComplaint,
  EmailUnsubscribed,
  ReplyCorrected,
  type DataOf,
  type EventContract,
  type EventOf,
} from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { AnsweredMessage } from '../domain/answered-message.js';
import type { Consequence } from '../domain/consequences.js';
import type { Reply } from '../domain/reply.js';

/** A consequence that is stored, and when its mail was received. */
export interface StoredConsequence {
  readonly consequence: Exclude<Consequence, { kind: 'replied' }> | { kind: 'replied'; reply: Reply };
  readonly at: Date;
}

/** The events of stored mails. Those of one contract share messages. */
export const consequenceEvents = (stored: readonly StoredConsequence[]): EventMessage[] => [
  ...toMessages(EmailReplied, stored.flatMap(replied)),
  ...toMessages(EmailUnsubscribed, stored.flatMap(unsubscribed)),
  ...toMessages(EmailSpamComplaint, stored.flatMap(complained)),
  ...toMessages(BounceReported, stored.flatMap(bounceReported)),
];

/** A correction, and the unsubscribing that it may mean. */
export const correctionEvents = (reply: Reply, unsubscribes: boolean): EventMessage[] => [
  ...toMessages(ReplyCorrected, [eventOf(ReplyCorrected, reply, replyFact(reply))]),
  ...toMessages(EmailUnsubscribed, unsubscribes ? [unsubscribedBy(reply, reply.received_at)] : []),
];

const replied = ({ consequence }: StoredConsequence): EventOf<typeof EmailReplied>[] =>
  consequence.kind === 'replied'
    ? [eventOf(EmailReplied, consequence.reply, replyFact(consequence.reply))]
    : [];

const unsubscribed = ({ consequence, at }: StoredConsequence): EventOf<typeof EmailUnsubscribed>[] =>
  consequence.kind === 'unsubscribed' ? [unsubscribedBy(consequence.message, at)] : [];

const unsubscribedBy = (message: AnsweredMessage, at: Date): EventOf<typeof EmailUnsubscribed> =>
  eventOf(EmailUnsubscribed, message, { ...emailFact(message, at), method: 'email' });

const complained = ({ consequence, at }: StoredConsequence): EventOf<typeof EmailSpamComplaint>[] =>
  consequence.kind === 'complained'
    ? [eventOf(EmailSpamComplaint, consequence.message, accountFact(consequence.message, at))]
    : [];

function bounceReported({ consequence, at }: StoredConsequence): EventOf<typeof BounceReported>[] {
  if (consequence.kind !== 'bounced') return [];
  const { message, recipient, forwarded, unproven } = consequence;
  const data = {
    ...emailFact(message, at),
    answer: recipient.answer,
    smtp_code: recipient.smtpCode,
    enhanced_code: recipient.enhancedCode,
    ...(forwarded && { forwarded }),
    ...(unproven && { unproven }),
  };
  return [eventOf(BounceReported, message, data)];
}

const eventOf = <C extends EventContract>(
  contract: C,
  { workspace_id }: AnsweredMessage,
  data: DataOf<C> & { readonly at: string },
): EventOf<C> =>
  makeEvent(contract, { service: 'inbound', workspaceId: workspace_id, time: new Date(data.at), data });

const replyFact = (reply: Reply): DataOf<typeof EmailReplied> => ({
  ...accountFact(reply, reply.received_at),
  reply_id: reply.id,
  version: reply.version,
  intent: reply.intent,
  confidence: reply.confidence,
  automatic: reply.automatic,
  from: reply.from,
  snippet: reply.snippet,
  returns_on: reply.returns_on,
});

const accountFact = (message: AnsweredMessage, at: Date) => ({
  ...emailFact(message, at),
  email: message.email,
  sending_account_id: message.sending_account_id,
});

const emailFact = (message: AnsweredMessage, at: Date) => ({
  send_id: message.send_id,
  campaign_id: message.campaign_id,
  enrollment_id: message.enrollment_id,
  contact_id: message.contact_id,
  step_id: message.step_id,
  step_number: message.step_number,
  ...(message.variant !== undefined && { variant: message.variant }),
  at: at.toISOString(),
});
