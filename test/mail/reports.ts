import { ACCOUNT } from './mail-story.js';

const lines = (...parts: string[]): Buffer => Buffer.from(parts.join('\r\n'));

const original = (to: string, messageId: string): string[] => [
  `From: Sam Sales <${ACCOUNT}>`,
  `To: ${to}`,
  'Subject: A question',
  `Message-ID: ${messageId}`,
];

/** A delivery report of Exchange, with the original message. */
export const exchangeReport = (to: string, messageId: string): Buffer =>
  lines(
    'From: Microsoft Outlook <postmaster@customer.test>',
    `To: <${ACCOUNT}>`,
    'Subject: Undeliverable: A question',
    `Message-ID: <${crypto.randomUUID()}@customer.test>`,
    `In-Reply-To: ${messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
    '',
    '--report',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `Your message to ${to} couldn't be delivered.`,
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns;mx.customer.test',
    '',
    `Final-Recipient: rfc822;${to}`,
    'Action: failed',
    'Status: 5.1.10',
    'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    '',
    '--report',
    'Content-Type: message/rfc822',
    '',
    ...original(to, messageId),
    '',
    '--report--',
    '',
  );

/** A delivery report of Gmail, without the original message. */
export const gmailReport = (to: string, messageId: string): Buffer =>
  lines(
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.test>',
    `To: ${ACCOUNT}`,
    'Subject: Delivery Status Notification (Failure)',
    `Message-ID: <${crypto.randomUUID()}@mx.google.test>`,
    `In-Reply-To: ${messageId}`,
    `References: ${messageId}`,
    'X-Failed-Recipients: ' + to,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; boundary="report"; report-type=delivery-status',
    '',
    '--report',
    'Content-Type: text/plain; charset="UTF-8"',
    '',
    '** Address not found **',
    '',
    `Your message wasn't delivered to ${to} because the address couldn't be found, or is unable to receive mail.`,
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; googlemail.test',
    '',
    `Final-Recipient: rfc822; ${to}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.',
    '',
    '--report--',
    '',
  );

/** A complaint (RFC 5965). */
export const complaint = (to: string, messageId: string): Buffer =>
  lines(
    'From: <feedback@customer.test>',
    `To: <${ACCOUNT}>`,
    'Subject: complaint about message',
    `Message-ID: <${crypto.randomUUID()}@customer.test>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="report"',
    '',
    '--report',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '--report',
    'Content-Type: message/feedback-report',
    '',
    'Feedback-Type: abuse',
    'User-Agent: Example/1.0',
    'Version: 1',
    '',
    '--report',
    'Content-Type: message/rfc822',
    '',
    ...original(to, messageId),
    '',
    '--report--',
    '',
  );
