import { absenceInWords, automaticReply, receipt } from './auto-reply.js';
import { abuseReport, microsoftComplaint } from './complaint.js';
import { standardReport } from './delivery-report.js';
import { ignoredMail } from './ignored.js';
import type { Judgement, JudgementRule, JudgeOptions } from './judgement.js';
import type { Mail } from './mail.js';
import { textReport } from './text-report.js';
import { unsubscribeBySubject, unsubscribeInWords } from './unsubscribe-request.js';
import { intentByWords, replyWith, type IntentClassifier } from './word-intents.js';

/**
 * The first rule that has something to say decides. Reports come first, because they hold the mails of others; an unsubscribe
 * button may mark its mail as automatic.
 */
const RULES: readonly JudgementRule[] = [
  abuseReport,
  microsoftComplaint,
  standardReport,
  unsubscribeBySubject,
  ignoredMail,
  textReport,
  automaticReply,
  unsubscribeInWords,
  receipt,
  absenceInWords,
];

/** Says what a mail is (docs/replies.md). Never throws, in time that grows with the length of the mail alone. */
export function judge(
  mail: Mail,
  options: JudgeOptions,
  classifier: IntentClassifier = intentByWords,
): Judgement {
  for (const rule of RULES) {
    const judgement = rule(mail, options);
    if (judgement !== null) return judgement;
  }

  return replyWith(classifier(mail));
}
