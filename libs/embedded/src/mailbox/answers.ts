import { createHash } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import type { SendMailOptions } from 'nodemailer';
import type { StoredMessage } from './message-log.js';
import { replyTextOf } from './reactions.js';

const DAY_MS = 86_400_000;
const DAYS_AWAY = 10;

/** The mail of a reader who answers by hand, as a mail client writes it: below the new text is the quoted message. */
export function replyTo(message: StoredMessage, mail: ParsedMail): SendMailOptions {
  const quoted = (mail.text ?? '').trim().replaceAll(/^/gm, '> ');
  const intro = `On ${mail.date?.toUTCString() ?? message.received_at}, ${mail.from?.text ?? message.from} wrote:`;
  return {
    ...answerTo(message, mail, 'reply'),
    subject: `Re: ${message.subject.replace(/^re: /i, '')}`,
    text: `${replyTextOf(message.to)}\n\n${intro}\n${quoted}\n`,
  };
}

/** The answer of the mail server of a reader who is away (RFC 3834). */
export function outOfOfficeTo(message: StoredMessage, mail: ParsedMail, now: Date): SendMailOptions {
  const back = new Date(now.getTime() + DAYS_AWAY * DAY_MS);
  const day = back.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return {
    ...answerTo(message, mail, 'away'),
    subject: `Automatic reply: ${message.subject}`,
    headers: { 'Auto-Submitted': 'auto-replied' },
    text: `I am out of the office until ${day} and will answer your message then.\n`,
  };
}

/** The complaint that a mailbox provider sends when a reader presses "spam" (RFC 5965), to the return path. */
export function complaintAbout(
  message: Pick<StoredMessage, 'to' | 'message_id' | 'return_path'>,
  raw: Buffer,
): SendMailOptions {
  const provider = `feedback@${domainOf(message.to)}`;
  const boundary = `complaint-${hashOf(message, 'complaint')}`;
  const head = raw.subarray(0, raw.indexOf('\r\n\r\n'));
  const lines = [
    `From: <${provider}>`,
    `To: <${message.return_path}>`,
    'Subject: Email feedback report',
    `Message-ID: <${hashOf(message, 'complaint')}@${domainOf(message.to)}>`,
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=feedback-report; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'A reader reported this message as spam.',
    `--${boundary}`,
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Mailbox/1.0',
    'Version: 1',
    `Original-Rcpt-To: ${message.to}`,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    head.toString('latin1'),
    `--${boundary}--`,
    '',
  ];
  return {
    envelope: { from: provider, to: message.return_path },
    raw: Buffer.from(lines.join('\r\n'), 'latin1'),
  };
}

/** The same answer has the same id when a restart sends it again. */
const answerTo = (message: StoredMessage, mail: ParsedMail, kind: string): SendMailOptions => ({
  from: message.to,
  to: mail.replyTo?.value[0]?.address ?? message.from,
  messageId: `<${hashOf(message, kind)}@${domainOf(message.to)}>`,
  inReplyTo: message.message_id,
  references: [message.message_id],
});

const hashOf = ({ message_id }: Pick<StoredMessage, 'message_id'>, kind: string): string =>
  createHash('sha256').update(`${kind} ${message_id}`).digest('hex').slice(0, 32);

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
