import type { BounceClass } from './bounce-class.js';
import { speaksOf, type WordFamily } from './reply-words.js';
import { smtpReplyOf, type SmtpReply } from './smtp-reply.js';
import type { SmtpStage } from './smtp-result.js';

/** The meaning of a refusal. The classes of bounces end a send; `hard` is a dead address and nothing else. */
export type ReplyClass =
  | BounceClass
  /** The mailbox exists, and may take the message once its owner has made room. */
  | 'mailbox_full'
  /** The sending account may not log in, or may not send from its address. */
  | 'account_refused'
  /** The sending account has sent what its server allows. */
  | 'account_over_quota'
  | 'temporary';

export interface Answer {
  readonly during: SmtpStage;
  /** All lines. */
  readonly reply: string;
  /** The account has no login, so that a server which does not relay wants one. */
  readonly anonymous: boolean;
}

/**
 * Words win over codes, and words about our server, the message, a policy or a limit win over those about the address: a
 * wrong `hard` costs a living contact for ever.
 */
export function replyClassOf({ during, reply, anonymous }: Answer): ReplyClass {
  const parts = smtpReplyOf(reply);
  if (parts.code === null) return during === 'login' ? 'account_refused' : 'temporary';
  if (isOverQuota(parts)) return 'account_over_quota';
  const passes = parts.code < 500 || parts.code === OUT_OF_STEP;
  if (during === 'recipient' || during === 'content') {
    return passes ? passingClass(parts) : permanentClass(parts, anonymous);
  }
  return passes ? 'temporary' : BEFORE_RECIPIENT[during](parts);
}

/**
 * The meaning of the answer that a delivery report quotes. The server has given up, so that no trouble passes any more; a
 * code of 400 to 499 still proves no dead address.
 */
export function reportClassOf(reply: string): Exclude<ReplyClass, 'temporary'> {
  const parts = smtpReplyOf(reply);
  if (isOverQuota(parts)) return 'account_over_quota';
  const meaning = permanentClass(parts, false);
  return meaning === 'temporary' ? classByCode(parts) : meaning;
}

/** "Bad sequence of commands" is about the session and says nothing about the message. */
const OUT_OF_STEP = 503;

const passingClass = (parts: SmtpReply): ReplyClass => (isMailboxFull(parts) ? 'mailbox_full' : 'temporary');

const says = ({ words }: SmtpReply, ...families: readonly WordFamily[]): boolean =>
  families.some((family) => speaksOf(family, words));

const has = ({ enhanced }: SmtpReply, ...codes: readonly string[]): boolean =>
  enhanced !== null && codes.includes(enhanced);

const isTooLarge = (parts: SmtpReply): boolean => has(parts, '5.2.3', '5.3.4') || says(parts, 'SIZE');

/** 5.4.5 is Google's, 5.1.90, 5.7.23x and 5.7.705 are Microsoft's, x.5.3 is "too many recipients". */
const QUOTA_CODES = ['5.4.5', '5.1.90', '5.7.232', '5.7.233', '5.7.236', '5.7.705', '4.5.3', '5.5.3'];

const isOverQuota = (parts: SmtpReply): boolean =>
  has(parts, ...QUOTA_CODES) ||
  (says(parts, 'ACCOUNT_OVER_QUOTA') &&
    !isTooLarge(parts) &&
    !isOfMailbox(parts) &&
    !isOfSession(parts) &&
    !says(parts, 'LISTED', 'AUTHENTICITY', 'CONTENT', 'SERVER_UNWELCOME'));

/** "Too many messages in this session" ends with the session. */
const isOfSession = ({ words }: SmtpReply): boolean => /\b(?:session|connections?)\b/.test(words);

/** A quota of the mailbox that the message is for, and not of the sender. */
const isOfMailbox = (parts: SmtpReply): boolean =>
  has(parts, '4.2.2', '5.2.2') ||
  /storage|(?:mail ?box|inbox|disk) (?:\S+ ){0,2}(?:quota|full|limit|size)/.test(parts.words);

/** x.3.1 and Sendmail's 4.4.5 are about the disk of the server. */
const isMailboxFull = (parts: SmtpReply): boolean =>
  has(parts, '4.2.2', '5.2.2') ||
  (says(parts, 'MAILBOX_FULL') && !has(parts, '4.3.1', '5.3.1', '4.4.5') && !isTooLarge(parts));

/** Replies to any command that mean "log in first". */
const LOGIN_CODES = new Set([530, 534, 535, 538]);
/**
 * Microsoft's: 5.7.57 for an anonymous client, 5.7.60 and 5.2.252 for a foreign address, 5.7.501 to 503 for a banned account,
 * 5.7.750 for a banned tenant.
 */
const MICROSOFT_ACCOUNT_CODES = ['5.7.57', '5.7.60', '5.2.252', '5.7.501', '5.7.502', '5.7.503', '5.7.750'];
const ACCOUNT_CODES = ['5.1.7', '5.1.8', ...MICROSOFT_ACCOUNT_CODES];

function isAccountRefused(parts: SmtpReply, anonymous: boolean): boolean {
  if (parts.code !== null && LOGIN_CODES.has(parts.code)) return true;
  if (has(parts, ...ACCOUNT_CODES)) return true;
  // Exchange names a recipient that takes mail of colleagues only with `RESOLVER.RST.AuthRequired`.
  if (says(parts, 'AUTHENTICITY', 'LISTED') || parts.words.includes('resolver rst')) return false;

  return says(parts, 'ACCOUNT_REFUSED') || (anonymous && /relay/.test(parts.words));
}

/** Nothing that a server says before it knows the recipient is about the contact. */
const BEFORE_RECIPIENT: Readonly<
  Record<Exclude<SmtpStage, 'recipient' | 'content'>, (parts: SmtpReply) => ReplyClass>
> = {
  greeting: () => 'temporary',
  login: () => 'account_refused',
  sender: classOfSender,
};

const permanentClass = (parts: SmtpReply, anonymous: boolean): ReplyClass =>
  isAccountRefused(parts, anonymous) ? 'account_refused' : classOfMessage(parts);

function classOfSender(parts: SmtpReply): ReplyClass {
  if (isTooLarge(parts)) return 'content_rejected';
  if (isAccountRefused(parts, false)) return 'account_refused';
  if (says(parts, 'LISTED', 'AUTHENTICITY', 'CONTENT', 'SERVER_UNWELCOME', 'PASSING')) return 'temporary';

  return parts.code !== null && MAILBOX_CODES.has(parts.code) ? 'account_refused' : 'temporary';
}

function classOfMessage(parts: SmtpReply): ReplyClass {
  if (isMailboxFull(parts)) return 'mailbox_full';
  if (isTooLarge(parts)) return 'content_rejected';
  const reply = withoutUserTables(parts);

  return (
    CLASS_BY_WORDS.find(([family]) => says(reply, family))?.[1] ??
    (isDead(reply) ? 'hard' : says(reply, 'POLICY') ? 'policy_rejected' : classByCode(reply))
  );
}

const CLASS_BY_WORDS: readonly (readonly [WordFamily, ReplyClass])[] = [
  ['LISTED', 'reputation_blocked'],
  ['AUTHENTICITY', 'policy_rejected'],
  ['CONTENT', 'content_rejected'],
  ['UNREACHABLE', 'network'],
  ['PASSING', 'temporary'],
  ['SERVER_UNWELCOME', 'reputation_blocked'],
];

/** Postfix names the table in which it did not find the user; that of relayed domains has nothing to do with relaying. */
const withoutUserTables = (parts: SmtpReply): SmtpReply => ({
  ...parts,
  words: parts.words.replace(/in \w+ (?:recipient|mailbox|alias) table/, ''),
});

const MAILBOX_CODES = new Set([550, 551, 552, 553, 554, 556]);
/** No such mailbox, in Microsoft's form too, and a disabled mailbox: the enhanced codes that need no words. */
const DEAD_CODES = ['5.1.1', '5.1.10', '5.2.1'];
/** Microsoft 365 says so for unknown users; anywhere else a denied access is a policy. */
const DENIED = /recipient address(?:es)? rejected access denied/;

function isDead(parts: SmtpReply): boolean {
  if (parts.code === null || !MAILBOX_CODES.has(parts.code)) return false;
  const unknownAtMicrosoft = has(parts, '5.4.1') && DENIED.test(parts.words);
  const rest = unknownAtMicrosoft ? { ...parts, words: parts.words.replace(DENIED, '') } : parts;
  if (says(rest, 'POLICY')) return false;

  return unknownAtMicrosoft || has(parts, ...DEAD_CODES) || says(parts, 'DEAD');
}

/** By the second number of the enhanced code (RFC 3463, section 3). */
const CLASS_BY_SUBJECT: Readonly<Record<string, BounceClass>> = {
  '1': 'mailbox_unavailable',
  '2': 'mailbox_unavailable',
  '3': 'network',
  '4': 'network',
  '6': 'content_rejected',
  '7': 'policy_rejected',
};

const classByCode = ({ enhanced }: SmtpReply): BounceClass =>
  CLASS_BY_SUBJECT[enhanced?.split('.')[1] ?? ''] ?? 'unknown';
