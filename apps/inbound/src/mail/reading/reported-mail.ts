import type { Mail } from '../domain/mail.js';
import { bodyTexts } from './body-texts.js';
import { oneLine } from './plain.js';

const MAX_SUBJECT_LENGTH = 1_000;

/** A mail that was received elsewhere, as far as it is told. */
export interface MailReport {
  readonly messageId: string | null;
  readonly from: string;
  readonly subject: string;
  readonly text: string | null;
  readonly html: string | null;
  readonly date: Date;
  /** They take it for the mail of a program. */
  readonly automatic: boolean;
}

/**
 * The mail of a report, for the rules that judge mails. The sign of a program becomes the header that such a mail has
 * (RFC 3834), so that the same rules tell an absence from a receipt.
 */
export const reportedMail = (report: MailReport): Mail => ({
  messageId: report.messageId === null ? null : report.messageId.replaceAll(/^<|>$/g, ''),
  from: report.from.toLowerCase(),
  to: [],
  subject: oneLine(report.subject, MAX_SUBJECT_LENGTH),
  date: report.date,
  references: [],
  headers: new Map(report.automatic ? [['auto-submitted', 'auto-replied']] : []),
  contentType: 'text/plain',
  ...bodyTexts(report.text ?? '', report.html ?? ''),
  reports: [],
});
