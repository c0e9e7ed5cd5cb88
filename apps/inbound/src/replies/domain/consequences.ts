import type { Judgement, ReportedRecipient } from '../../mail/domain/judgement.js';
import type { AnsweredMessage } from './answered-message.js';
import { isOwnMail, unsubscribedSend, type Match, type SignatureReader } from './matching.js';
import type { ReadMail, UnderstoodMail } from './read-mail.js';
import type { ReceivedMail } from './received-mail.js';
import type { Reply } from './reply.js';
import { storableLine, storableText } from './storable.js';

const MAX_MESSAGE_ID = 500;
const MAX_REASON = 500;
const MAX_SUBJECT = 500;
const MAX_ADDRESS = 320;
export const MAX_SNIPPET = 300;
/** A reply with a longer text would not fit into one answer of the service. */
const MAX_TEXT = 100_000;
const MAX_ANSWER = 1_000;

/** A reply that has no id yet. */
export type NewReply = Omit<Reply, 'id'>;

/** A fact that follows from a mail. */
export type Consequence =
  | { readonly kind: 'replied'; readonly reply: NewReply }
  | { readonly kind: 'unsubscribed' | 'complained'; readonly message: AnsweredMessage }
  | {
      readonly kind: 'bounced';
      readonly message: AnsweredMessage;
      readonly recipient: ReportedRecipient;
      /** It is another address than the contact's. */
      readonly forwarded: boolean;
      /** The report names no message of ours: anybody who knows the address can write it. */
      readonly unproven: boolean;
    };

/** All that is kept of a mail. */
export interface MailRecord {
  readonly received: ReceivedMail;
  readonly messageId: string | null;
  readonly kind: Judgement['kind'] | 'unreadable';
  /** Why it was ignored, or could not be read. */
  readonly reason: string | null;
  readonly consequences: readonly Consequence[];
  /** A reply that a platform told: the same text about the same message is the same reply. */
  readonly textHash?: string;
}

/** The kind of a mail and its consequences. `matches` are the messages that it may be about, the surest first. */
export function recordOf(
  read: ReadMail,
  matches: readonly Match[],
  readSignature: SignatureReader,
): MailRecord {
  const { received } = read;
  const [match] = matches;
  if ('unreadable' in read) return unreadable(read.received, read.unreadable, match);

  const messageId = read.mail.messageId && storableLine(read.mail.messageId, MAX_MESSAGE_ID);
  const record = { received, messageId: messageId === '' ? null : messageId };
  const ignored = (reason: string): MailRecord => ({
    ...record,
    kind: 'ignored',
    reason,
    consequences: [],
  });
  if (isOwnMail(read, readSignature)) return ignored('own_mail');
  if (match === undefined) return ignored('no_match');
  const { message } = match;
  if (isUnsubscribeRequest(read, readSignature)) {
    const consequences = unsubscribed(read, message, 1);
    return { ...record, kind: 'unsubscribe_request', reason: null, consequences };
  }
  const { judgement } = read;
  const consequences = consequencesOf(read, matches, message);
  if (consequences.length > 0) return { ...record, kind: judgement.kind, reason: null, consequences };
  if (judgement.kind === 'complaint') return ignored('unproven_complaint');
  return ignored(judgement.kind === 'ignored' ? judgement.reason : 'not_a_failure');
}

/** A mail to an unsubscribe address says enough, also when nothing else of it can be read. */
function unreadable(received: ReceivedMail, reason: string, match: Match | undefined): MailRecord {
  const record = { received, messageId: null, reason: storableLine(reason, MAX_REASON) };
  if (received.recipient?.purpose !== 'unsubscribe' || match === undefined) {
    return { ...record, kind: 'unreadable', consequences: [] };
  }
  const consequences = [{ kind: 'unsubscribed' as const, message: match.message }];
  return { ...record, kind: 'unsubscribe_request', consequences };
}

/** The address or the subject of our mailto links says so, whatever the text says. */
const isUnsubscribeRequest = (read: UnderstoodMail, readSignature: SignatureReader): boolean =>
  read.received.recipient?.purpose === 'unsubscribe' || unsubscribedSend(read, readSignature) !== null;

function consequencesOf(
  read: UnderstoodMail,
  matches: readonly Match[],
  message: AnsweredMessage,
): Consequence[] {
  const { judgement } = read;
  switch (judgement.kind) {
    case 'delivery_report':
      return bouncesOf(judgement.recipients, matches);
    case 'complaint':
      return signed(matches).map((named) => ({ kind: 'complained', message: named }));
    case 'unsubscribe_request':
      return unsubscribed(read, message, judgement.confidence);
    case 'auto_reply': {
      const { confidence, returnsOn } = judgement;
      return [replied(read, message, { intent: 'ooo', confidence, automatic: true, returns_on: returnsOn })];
    }
    case 'reply': {
      const { intent, confidence, automatic } = judgement;
      if (intent === 'unsubscribe') return unsubscribed(read, message, confidence);
      return [replied(read, message, { intent, confidence, automatic, returns_on: null })];
    }
    case 'ignored':
      return [];
  }
}

/** A reply too, so that people see it. */
const unsubscribed = (read: UnderstoodMail, message: AnsweredMessage, confidence: number): Consequence[] => [
  replied(read, message, { intent: 'unsubscribe', confidence, automatic: false, returns_on: null }),
  { kind: 'unsubscribed', message },
];

type Verdict = Pick<Reply, 'intent' | 'confidence' | 'automatic' | 'returns_on'>;

/** Only machines write to the address of bounces. */
const replied = (
  { received, mail }: UnderstoodMail,
  message: AnsweredMessage,
  verdict: Verdict,
): Consequence => ({
  kind: 'replied',
  reply: {
    ...message,
    ...verdict,
    automatic: verdict.automatic || received.recipient?.purpose === 'bounce',
    version: 1,
    from: storableLine(mail.from ?? '', MAX_ADDRESS),
    subject: storableLine(mail.subject, MAX_SUBJECT),
    snippet: storableLine(mail.newText, MAX_SNIPPET),
    corrected: false,
    received_at: received.receivedAt,
    text: storableText(mail.newText, MAX_TEXT),
  },
});

/**
 * The surest message whose signed id the mail names, if any. A stranger who knows an address, and no such id, could have
 * people suppressed and campaigns paused by complaints that nobody made (RFC 5965 has the original in every complaint).
 */
const signed = (matches: readonly Match[]): AnsweredMessage[] =>
  matches
    .filter(({ lookup }) => 'send_id' in lookup)
    .map(({ message }) => message)
    .slice(0, 1);

/**
 * A message of ours has one recipient, so a report that names the message is about that recipient, also where another
 * address failed to which the mail was forwarded. A report without the message is about the addresses that it names, and
 * proves nothing.
 */
function bouncesOf(recipients: readonly ReportedRecipient[], matches: readonly Match[]): Consequence[] {
  const failed = recipients.filter(({ action }) => action === 'failed');
  const [first] = failed;
  const [named] = signed(matches);
  if (named !== undefined) {
    const recipient = failed.find(({ email }) => isSame(email, named.email)) ?? first;
    return recipient === undefined ? [] : [bounced(named, recipient, false)];
  }
  const bounces = failed.flatMap((recipient) => {
    const found = matches.find(({ message }) => isSame(recipient.email, message.email));
    const message = (found ?? (failed.length === 1 ? matches[0] : undefined))?.message;
    return message === undefined ? [] : [bounced(message, recipient, true)];
  });
  return [...new Map(bounces.map((bounce) => [bounce.message.send_id, bounce])).values()];
}

const bounced = (message: AnsweredMessage, recipient: ReportedRecipient, unproven: boolean) => ({
  kind: 'bounced' as const,
  message,
  recipient: { ...recipient, answer: storableLine(recipient.answer, MAX_ANSWER) },
  forwarded: recipient.email !== null && !isSame(recipient.email, message.email),
  unproven,
});

const isSame = (one: string | null, other: string): boolean => one?.toLowerCase() === other.toLowerCase();
