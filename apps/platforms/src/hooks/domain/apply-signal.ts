import type { Id } from '#kernel';
import type { MessageSignal } from '../../clients/domain/signal.js';
import { inBrackets, messageOf } from './message-of-signal.js';
import type { ToldLead, ToldMessage, ToldTimes } from './told-lead.js';

/** A signal about a message of a lead, and our account for the address that it names. */
export interface LeadSignal {
  readonly signal: MessageSignal;
  readonly accountId: Id<'ea'> | null;
}

/** Something that was told for the first time, about the message as it is then. */
export interface Fact {
  readonly kind: MessageSignal['kind'];
  readonly at: Date;
  readonly lead: ToldLead;
  readonly message: ToldMessage;
  /** The signal that told it; null for a message whose sending follows from what came after it. */
  readonly signal: MessageSignal | null;
}

export interface Applied {
  readonly lead: ToldLead;
  readonly facts: readonly Fact[];
  /** The signal is about a step that the campaign does not have. */
  readonly isUnknownStep: boolean;
}

/** The facts that the signal adds to the lead: each fact once, in any order of signals and however often they come. */
export function applySignal(lead: ToldLead, { signal, accountId }: LeadSignal): Applied {
  const message = messageOf(signal, lead.messages);
  if (message === undefined) return { lead, facts: [], isUnknownStep: true };

  const sent = withSending(message, { signal, accountId }, lead);
  const isRepeated = hasUnsubscribed(lead, signal);
  const told = isRepeated ? sent : withFact(sent, signal);
  const facts: Fact[] = [];
  const note = (kind: Fact['kind'], by: MessageSignal | null): void =>
    void facts.push({ kind, at: signal.at, lead, message: told, signal: by });
  if (message.sentAt === null && told.sentAt !== null) {
    note('sent', signal.kind === 'sent' ? signal : null);
  }
  if (signal.kind !== 'sent' && !isRepeated && isNews(sent, signal)) note(signal.kind, signal);

  const messages = lead.messages.map((each) => (each === message ? told : each));
  return { lead: { ...lead, messages }, facts, isUnknownStep: false };
}

/** A contact unsubscribes once, whichever of its messages a hook and a poll name. */
const hasUnsubscribed = ({ messages }: ToldLead, { kind }: MessageSignal): boolean =>
  kind === 'unsubscribed' && messages.some(({ unsubscribedAt }) => unsubscribedAt !== null);

/** Whether nothing about a message of the lead shows that it left: a contact may unsubscribe before. */
const mayBeUnsent = ({ kind, stepNumber }: MessageSignal): boolean =>
  kind === 'unsubscribed' && stepNumber === null;

/** The message as sent: whoever opens a message, answers it or refuses it, has got it. */
function withSending(
  message: ToldMessage,
  { signal, accountId }: LeadSignal,
  { fallbackAccountId }: ToldLead,
): ToldMessage {
  if (message.sentAt === null && mayBeUnsent(signal)) return message;
  const sent: ToldMessage = {
    ...message,
    sentAt: message.sentAt ?? signal.at,
    accountId: message.accountId ?? accountId ?? fallbackAccountId,
  };
  if (signal.kind !== 'sent') return sent;
  const messageId = signal.messageId === null ? null : inBrackets(signal.messageId);
  return { ...sent, sentKey: sent.sentKey ?? signal.key, messageId: sent.messageId ?? messageId };
}

const TIMES: Readonly<
  Record<Exclude<MessageSignal['kind'], 'sent'>, readonly [keyof ToldTimes, keyof ToldTimes]>
> = {
  // By a person, and by a program.
  opened: ['openedAt', 'machineOpenedAt'],
  clicked: ['clickedAt', 'machineClickedAt'],
  replied: ['repliedAt', 'repliedAt'],
  bounced: ['bouncedAt', 'bouncedAt'],
  unsubscribed: ['unsubscribedAt', 'unsubscribedAt'],
};

const timeOf = ({ kind, machine }: MessageSignal): keyof ToldTimes =>
  kind === 'sent' ? 'sentAt' : TIMES[kind][machine ? 1 : 0];

function withFact(message: ToldMessage, signal: MessageSignal): ToldMessage {
  const time = timeOf(signal);
  return message[time] === null ? { ...message, [time]: signal.at } : message;
}

/** Each reply with a text is news: who stores replies knows by its key which ones are there. */
const isNews = (message: ToldMessage, signal: MessageSignal): boolean =>
  message[timeOf(signal)] === null || (signal.kind === 'replied' && hasText(signal));

const hasText = ({ reply }: MessageSignal): boolean =>
  reply !== undefined && ((reply.text ?? '') !== '' || (reply.html ?? '') !== '');
