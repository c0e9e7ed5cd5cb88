import { randomBytes, randomUUID } from 'node:crypto';
import type { SentMessage } from '#contracts';
import { newId, type Id } from '#kernel';
import { signSendId } from '#tracking';
import type { ReceivedMail } from '../src/replies/index.js';

export const TRACKING_SECRET = 'a secret of tests';
export const ACCOUNT_EMAIL = 'ada@sender.example';

/** A message that left. */
export function sentMessage(changes: Partial<SentMessage> = {}): SentMessage {
  const send_id = changes.send_id ?? newId('send');
  return {
    workspace_id: newId('ws'),
    send_id,
    campaign_id: newId('camp'),
    enrollment_id: newId('enr'),
    contact_id: newId('cont'),
    step_id: newId('step'),
    step_number: 1,
    variant: null,
    email: 'person@receiver.example',
    sending_account_id: newId('ea'),
    status: 'sent',
    message_id: messageIdOf(send_id),
    subject: 'Hello',
    sent_at: new Date().toISOString(),
    ...changes,
  };
}

export const tokenOf = (sendId: Id<'send'>): string => signSendId(TRACKING_SECRET, sendId);

export const messageIdOf = (sendId: Id<'send'>): string => `<${tokenOf(sendId)}@sender.example>`;

export interface MailText {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  /** Header lines, such as `In-Reply-To: <…>`. */
  readonly headers?: readonly string[];
  readonly messageId?: string;
  readonly text?: string;
}

/** The bytes of a mail in plain text. */
export const rawMail = ({
  from = 'person@receiver.example',
  to = ACCOUNT_EMAIL,
  subject = 'Re: Hello',
  headers = [],
  messageId = `<${randomUUID()}@receiver.example>`,
  text = 'Sounds good, please send me the price list.',
}: MailText = {}): Buffer =>
  Buffer.from(
    [
      `From: Grace Person <${from}>`,
      `To: ${to}`,
      `Subject: ${subject}`,
      `Message-ID: ${messageId}`,
      'Date: Mon, 30 Nov 2026 09:00:00 +0000',
      ...headers,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
      '',
    ].join('\r\n'),
  );

/** A mail that answers a message. */
export const answerTo = ({ send_id }: Pick<SentMessage, 'send_id'>, mail: MailText = {}): Buffer =>
  rawMail({ ...mail, headers: [`In-Reply-To: ${messageIdOf(send_id)}`, ...(mail.headers ?? [])] });

/** A mail in the mailbox of the account that sent the message. */
export const inMailboxOf = (
  sent: Pick<SentMessage, 'workspace_id' | 'sending_account_id'>,
  raw: ReceivedMail['raw'],
  changes: Partial<ReceivedMail> = {},
): ReceivedMail => ({
  workspaceId: sent.workspace_id,
  accountId: sent.sending_account_id,
  accountEmail: ACCOUNT_EMAIL,
  key: `test:${randomBytes(12).toString('hex')}`,
  raw,
  receivedAt: new Date(),
  ...changes,
});

export interface ReportText {
  readonly to?: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  /** The Message-ID of the mail that it is about; without it the report has no part of it. */
  readonly original?: string;
}

/** A delivery report (RFC 3464). */
export const deliveryReport = ({
  to = 'person@receiver.example',
  action = 'failed',
  status = '5.1.1',
  diagnostic = 'smtp; 550 5.1.1 user unknown',
  original,
}: ReportText = {}): Buffer =>
  Buffer.from(
    [
      'From: MAILER-DAEMON@receiver.example',
      `To: ${ACCOUNT_EMAIL}`,
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <${randomUUID()}@receiver.example>`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      `<${to}>: ${diagnostic}`,
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.receiver.example',
      '',
      `Final-Recipient: rfc822; ${to}`,
      `Action: ${action}`,
      `Status: ${status}`,
      `Diagnostic-Code: ${diagnostic}`,
      '',
      ...(original === undefined
        ? []
        : [
            '--b',
            'Content-Type: message/rfc822',
            '',
            `Message-ID: ${original}`,
            'Subject: Hello',
            '',
            'Hello',
          ]),
      '--b--',
      '',
    ].join('\r\n'),
  );

/** A complaint of a feedback loop (RFC 5965). */
export const complaintAbout = ({ send_id }: Pick<SentMessage, 'send_id'>): Buffer =>
  Buffer.from(
    [
      'From: fbl@receiver.example',
      `To: ${ACCOUNT_EMAIL}`,
      'Subject: FW: Hello',
      `Message-ID: <${randomUUID()}@receiver.example>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'This is an email abuse report.',
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'User-Agent: Example/1.0',
      'Version: 1',
      '',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: ${messageIdOf(send_id)}`,
      'Subject: Hello',
      '',
      'Hello',
      '--b--',
      '',
    ].join('\r\n'),
  );
