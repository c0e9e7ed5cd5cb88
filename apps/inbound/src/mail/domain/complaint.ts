import { addressesIn } from './addresses.js';
import { fieldsOf } from './fields.js';
import type { Judgement, JudgementRule } from './judgement.js';
import type { Mail } from './mail.js';
import { originalOf } from './original-mail.js';

/** RFC 5965, section 3.1, with the registered types after it. `opt-out` is an old name of an unsubscribe. */
const COMPLAINTS = ['abuse', 'fraud', 'opt-out', 'other', 'virus'];

/** A report in the form of RFC 5965, as Yahoo and most others send it. */
export const abuseReport: JudgementRule = (mail) => {
  const feedback = mail.reports.find(({ type }) => type === 'message/feedback-report');
  if (feedback === undefined) return null;
  const fields = fieldsOf(feedback.content);
  if (!COMPLAINTS.includes((fields.get('feedback-type') ?? '').toLowerCase())) {
    return { kind: 'ignored', reason: 'feedback_without_complaint' };
  }

  return complaintAbout(mail, addressesIn(fields.get('original-rcpt-to') ?? ''));
};

/** Microsoft's programme for senders returns the mail alone. */
export const microsoftComplaint: JudgementRule = (mail) => {
  const isFromStaff =
    mail.from?.startsWith('staff@') === true && /^complaint about message from/i.test(mail.subject);
  const isMarked = mail.reports.some(
    ({ type, content }) => type === 'message/rfc822' && fieldsOf(content).has('x-hmxmroriginalrecipient'),
  );

  return isFromStaff || isMarked ? complaintAbout(mail, []) : null;
};

const complaintAbout = (mail: Mail, recipients: readonly string[]): Judgement => ({
  kind: 'complaint',
  original: originalOf(mail, recipients),
});
