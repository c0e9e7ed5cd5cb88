import type { IgnoredReason, JudgementRule } from './judgement.js';
import type { Mail } from './mail.js';
import { folded, wordsOf } from './words.js';

/** Mails that programs send and that say nothing about what the contact wants. */
const SIGNS: readonly (readonly [IgnoredReason, (mail: Mail) => boolean])[] = [
  ['read_receipt', isReadReceipt],
  ['calendar', isCalendarAnswer],
  ['mailing_list', isAdministration],
  ['challenge', isChallenge],
];

export const ignoredMail: JudgementRule = (mail) => {
  const reason = SIGNS.find(([, applies]) => applies(mail))?.[0];

  return reason === undefined ? null : { kind: 'ignored', reason };
};

/** RFC 8098. The part alone counts: some programs name the wrong type of report. */
function isReadReceipt(mail: Mail): boolean {
  return mail.reports.some(({ type }) => type === 'message/disposition-notification');
}

const FEW_WORDS = 4;
const ANSWERED =
  /has (?:tentatively )?(?:accepted|declined)|hat .{0,80}(?:angenommen|abgelehnt|zugesagt|abgesagt)|a (?:accepte|refuse|decline)|ha (?:aceptado|rechazado)|aceitou|recusou/;

/** RFC 5546: a yes or no to an invitation. Words that somebody adds to it are a reply. */
function isCalendarAnswer(mail: Mail): boolean {
  const calendar = mail.reports.find(({ type }) => type === 'text/calendar')?.content ?? '';
  if (!/^METHOD:(?:REPLY|CANCEL)/im.test(calendar)) return false;
  const text = folded(mail.newText).trim();

  return text.split(/\s+/).length <= FEW_WORDS || (text.length < 2_000 && ANSWERED.test(text));
}

/** Mailman, Majordomo and Google Groups about a mail that waits, or a membership. */
function isAdministration(mail: Mail): boolean {
  if (mail.headers.has('x-list-administrivia')) return true;
  const isFromList = /-(?:owner|bounces?|request|admin)(?:\+[^@]*)?@/.test(mail.from ?? '');

  return isFromList && (mail.headers.has('list-id') || mail.headers.has('x-mailman-version'));
}

const CHALLENGE =
  / (?:confirm|verify|prove)(?: [^ ]{1,40}){0,3} (?:you are|you're)(?: [^ ]{1,40}){0,2} (?:human|person|real)| (?:click|follow|visit)(?: [^ ]{1,40}){0,8} (?:confirm|verify|deliver|release|approve)(?: [^ ]{1,40}){0,8} (?:message|e ?mail|sender|human)| (?:one time|sender) (?:verification|confirmation)|challenge response/;

/** A filter that delivers mail after its sender followed a link. */
function isChallenge(mail: Mail): boolean {
  if (mail.newText.length > 3_000 || !CHALLENGE.test(wordsOf(mail.newText))) return false;

  return (
    mail.headers.has('auto-submitted') ||
    / (?:confirm|verify|verification|challenge|spam|boxbe|spamarrest) /.test(wordsOf(mail.subject))
  );
}
