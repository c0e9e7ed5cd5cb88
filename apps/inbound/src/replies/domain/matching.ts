import type { Id } from '#kernel';
import { isSenderForged } from '../../mail/domain/forged-sender.js';
import type { Judgement } from '../../mail/domain/judgement.js';
import type { Mail } from '../../mail/domain/mail.js';
import type { AnsweredMessage } from './answered-message.js';
import type { ReadMail, UnderstoodMail } from './read-mail.js';

/** A way to find the message that a mail is about: by its id, or the latest one of an account to an address. */
export type Lookup =
  | { readonly send_id: Id<'send'> }
  | { readonly sending_account_id: Id<'ea'>; readonly email: string; readonly since: string };

/** A message that was found, and how. */
export interface Match {
  readonly lookup: Lookup;
  readonly message: AnsweredMessage;
}

/** The send whose id the text is, with our signature. Null for any other text. */
export type SignatureReader = (token: string) => Id<'send'> | null;

/** A sender is taken for the contact of a message that is no older. */
const ADDRESS_COUNTS_DAYS = 30;
const DAY_MS = 86_400_000;

/** Bounds what one mail may ask for: a thread, or a report, that names more than these is not one of ours alone. */
const MAX_REFERENCES = 3;
const MAX_ADDRESSES = 3;
export const MAX_LOOKUPS = MAX_REFERENCES + 2 + MAX_ADDRESSES;

/** The longest address of RFC 5321. */
const MAX_ADDRESS_LENGTH = 320;

const UNSUBSCRIBE_SUBJECT = /^\s*unsubscribe\s+([0-9a-z]{26}\.[0-9a-f]{20})\s*$/i;

/**
 * How to find the message that a mail is about, the surest first: the messages that it names, the address that it was
 * sent to, the token in its subject, and the addresses of people.
 */
export function lookupsOf(read: ReadMail, readSignature: SignatureReader): Lookup[] {
  const { recipient } = read.received;
  if ('unreadable' in read) return recipient === undefined ? [] : [{ send_id: recipient.sendId }];

  const named = namedMessages(read).map((messageId) => readSignature(localPart(messageId)));
  const unsubscribed = unsubscribedSend(read, readSignature);
  const ids = [
    ...[...new Set(named)].filter((id) => id !== null).slice(0, MAX_REFERENCES),
    ...(recipient === undefined ? [] : [recipient.sendId]),
    ...(unsubscribed === null ? [] : [unsubscribed]),
  ];
  return [...[...new Set(ids)].map((send_id) => ({ send_id })), ...addressLookups(read)];
}

/** The send that the subject `unsubscribe <token>` names: that of our mailto links. */
export const unsubscribedSend = (
  { mail }: UnderstoodMail,
  readSignature: SignatureReader,
): Id<'send'> | null => readSignature(UNSUBSCRIBE_SUBJECT.exec(mail.subject)?.[1] ?? '');

/**
 * The messages that were found, the surest first, without those of other workspaces: a mail in the mailbox of one
 * workspace says nothing about the messages of another one, whatever it names.
 */
export function matchesOf(
  { received }: ReadMail,
  lookups: readonly Lookup[],
  found: readonly (AnsweredMessage | null)[],
): Match[] {
  const matches = lookups.flatMap((lookup, index) => {
    const message = found[index] ?? null;
    return message === null ? [] : [{ lookup, message }];
  });
  const { workspaceId, recipient } = received;
  const addressed = matches.find(({ message }) => message.send_id === recipient?.sendId);
  const workspace = workspaceId ?? addressed?.message.workspace_id;
  return matches.filter(({ message }) => message.workspace_id === workspace);
}

/** A copy of our own message, such as the one in the folder of sent mail, is never an answer. */
export const isOwnMail = ({ mail, received }: UnderstoodMail, readSignature: SignatureReader): boolean =>
  (mail.messageId !== null && readSignature(localPart(mail.messageId)) !== null) ||
  (mail.from !== null && mail.from.toLowerCase() === received.accountEmail?.toLowerCase());

const namedMessages = ({ mail, judgement }: UnderstoodMail): readonly string[] =>
  'original' in judgement ? [...judgement.original.messageIds, ...mail.references] : mail.references;

function addressLookups({ received, mail, judgement }: UnderstoodMail): Lookup[] {
  const { accountId, receivedAt } = received;
  if (accountId === null) return [];
  const since = new Date(receivedAt.getTime() - ADDRESS_COUNTS_DAYS * DAY_MS).toISOString();
  return [...new Set(addressesOf(judgement, mail))]
    .filter((email) => email !== '' && email.length <= MAX_ADDRESS_LENGTH)
    .slice(0, MAX_ADDRESSES)
    .map((email) => ({ sending_account_id: accountId, email, since }));
}

/**
 * A report comes from a server, and is about the addresses that it names. A sender is believed unless the server that took
 * the mail in calls him forged: else a stranger could stop and unsubscribe whoever he names in `From`.
 */
function addressesOf(judgement: Judgement, mail: Mail): string[] {
  if (judgement.kind === 'complaint') return [...judgement.original.to];
  if (judgement.kind !== 'delivery_report')
    return mail.from === null || isSenderForged(mail) ? [] : [mail.from];
  const failed = judgement.recipients.map(({ email }) => email).filter((email) => email !== null);
  return [...failed, ...judgement.original.to];
}

const localPart = (messageId: string): string => messageId.replace(/^</, '').split('@', 1)[0] ?? '';
