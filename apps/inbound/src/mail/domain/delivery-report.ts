import { addressesIn } from './addresses.js';
import { fieldBlocksOf, type Fields } from './fields.js';
import type { Judgement, JudgementRule, ReportedRecipient } from './judgement.js';
import type { Mail } from './mail.js';
import { originalOf } from './original-mail.js';
import { smtpAnswerIn, withCode, wordsAsAnswer, type SmtpAnswer } from './smtp-answer.js';

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
type Action = ReportedRecipient['action'];

const STATUS_TYPES = ['message/delivery-status', 'message/global-delivery-status'];

/** A report in the form of RFC 3464: a part of fields, one block for each recipient. */
export const standardReport: JudgementRule = (mail) => {
  const statuses = mail.reports.filter(({ type }) => STATUS_TYPES.includes(type));
  const recipients = statuses
    .flatMap(({ content }) => fieldBlocksOf(content))
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient'))
    .map((fields) => recipientOf(fields, mail));

  return recipients.length === 0 ? null : reportOf(mail, recipients);
};

export const reportOf = (mail: Mail, recipients: readonly ReportedRecipient[]): Judgement => ({
  kind: 'delivery_report',
  recipients,
  original: originalOf(
    mail,
    recipients.map(({ email }) => email),
  ),
});

function recipientOf(fields: Fields, mail: Mail): ReportedRecipient {
  const action = actionOf(fields);
  const said = answerOf(fields, mail);
  const enhancedCode =
    said.enhancedCode ?? /\d\.\d{1,3}\.\d{1,3}/.exec(fields.get('status') ?? '')?.[0] ?? null;

  return { email: emailOf(fields), action, ...withCode({ ...said, enhancedCode }, action === 'failed') };
}

/** The address that we wrote to; the final one may be an alias behind it. */
const emailOf = (fields: Fields): string | null =>
  addressesIn(fields.get('original-recipient') ?? '')[0] ??
  addressesIn(fields.get('final-recipient') ?? '')[0] ??
  null;

function actionOf(fields: Fields): Action {
  const word = /^[a-z]+/i.exec(fields.get('action') ?? '')?.[0].toLowerCase();
  const status = fields.get('status') ?? '';

  return (
    ACTIONS.find((action) => action === word) ??
    (status.startsWith('2') ? 'delivered' : status.startsWith('4') ? 'delayed' : 'failed')
  );
}

/** Some reports have the server's words in their text alone. */
function answerOf(fields: Fields, mail: Mail): SmtpAnswer {
  const diagnostic = (fields.get('diagnostic-code') ?? '').replace(/^[\w-]{1,40}\s?;\s?/, '');
  if (diagnostic !== '') return smtpAnswerIn(diagnostic) ?? wordsAsAnswer(diagnostic);

  return smtpAnswerIn(mail.newText.slice(0, 5_000)) ?? wordsAsAnswer(fields.get('status') ?? '');
}
