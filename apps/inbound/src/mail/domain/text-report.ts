import { addressesIn } from './addresses.js';
import { isAutomaticSubject } from './automatic.js';
import { reportOf } from './delivery-report.js';
import type { JudgementRule, ReportedRecipient } from './judgement.js';
import type { Mail } from './mail.js';
import { smtpAnswerIn, withCode, wordsAsAnswer, type SmtpAnswer } from './smtp-answer.js';
import { folded } from './words.js';

const DAEMON =
  /^(?:mailer-?daemon|postmaster|mail-?daemon|maildelivery|microsoftexchange[0-9a-f]{0,40}|bounces?|double-bounce|mdaemon)@/;
const SUBJECT =
  /undeliver|delivery (?:status|failure|has failed|notification|report|problem)|delivery failure|failure notice|mail failure|returned mail|mail delivery (?:failed|failure|system)|delivery incomplete|could not be delivered|not delivered|message [\w-]{1,40} delayed|delayed mail|unzustellbar|nicht zustellbar|non (?:remis|distribue)|no se (?:ha podido|pudo) entregar|no entregado|nao (?:foi )?entregue|mancata consegna|systembounce|退信/;
const FAILURE =
  /could not be delivered|couldn't be delivered|cannot be delivered|wasn't able to deliver|unable to deliver|was not delivered|not (?:yet )?been delivered|delivery has failed|wasn't delivered|permanent (?:fatal )?error|could not be reached|konnte nicht\b.{0,60}\bzugestellt|n'a pas (?:pu )?etre? ?(?:remis|distribue)|no se ha podido entregar|nao pode ser entregue/;

/** Servers with a form of their own: qmail, Exim, Exchange without a status part, Yahoo, Mail.ru, QQ, Lotus, gateways. */
export const textReport: JudgementRule = (mail) => {
  if (!isReport(mail)) return null;
  const own = ownText(mail.text);
  const addresses = recipientsOf(mail, own);
  const action = isDelay(mail.subject, own) ? 'delayed' : 'failed';
  const recipients = (addresses.length === 0 ? [null] : addresses).map((email) =>
    recipientOf(email, action, own, mail.subject),
  );

  return reportOf(mail, recipients);
};

/**
 * A server's sender and a server's words: a person may write one of them. Words that an answer has from our own message are
 * none of a server: those behind `Re:` or `Automatic reply:`, and those of the quote. A person who writes about deliveries
 * would else have living people bounce.
 */
function isReport(mail: Mail): boolean {
  if (mail.headers.has('x-failed-recipients')) return true;
  const signs = [
    DAEMON.test(mail.from ?? 'mailer-daemon@'),
    mail.headers.get('return-path') === '<>',
    SUBJECT.test(folded(mail.subject)) && !isAnswer(mail.subject),
    FAILURE.test(folded(mail.newText.slice(0, 3_000)).replaceAll(/\s+/g, ' ')),
  ];

  return signs[2] === true || signs[3] === true ? signs.filter(Boolean).length >= 2 : false;
}

/** In the languages of mail clients. */
const ANSWER = /^(?:re|aw|antw|antwort|sv|vs|res|rv|tr|fwd?|wg|rif)\s?:/i;

const isAnswer = (subject: string): boolean => ANSWER.test(subject.trim()) || isAutomaticSubject(subject);

const COPY =
  /^(?:[- ]{2,}.{0,40}(?:below this line|copy of the message|original (?:message|headers)|header of the original|undelivered).*|original message headers?:?|(?:return-path|received|from|message-id|mime-version):.*)$/i;

/** The report itself, without the mail that it returns. */
function ownText(text: string): readonly string[] {
  const lines = text.slice(0, 20_000).split('\n');
  const end = lines.findIndex((line) => line.length < 500 && COPY.test(line));

  return lines.slice(0, end === -1 ? lines.length : end);
}

const MAX_RECIPIENTS = 20;
/** A line that names a recipient starts with the address, or with a label for it. */
const NAMING =
  /^\s{0,10}(?:(?:original |final )?(?:recipient|to|address|empfanger)[\w ]{0,20}:\s{0,10})?[<"']?\S{1,64}@/i;

function recipientsOf(mail: Mail, own: readonly string[]): readonly string[] {
  const named = [
    mail.headers.get('x-failed-recipients') ?? '',
    ...own.filter((line) => NAMING.test(line.slice(0, 300))).map((line) => addressesIn(line)[0] ?? ''),
  ].flatMap((text) => addressesIn(text));
  const found = named.length > 0 ? named : addressesIn(own.join('\n')).slice(0, 1);
  const others = new Set([mail.from, ...mail.to]);

  return [...new Set(found)].filter((address) => !others.has(address)).slice(0, MAX_RECIPIENTS);
}

const DELAY =
  /not yet been delivered|will be retried|attempts will continue|do not need to resend|delivery is delayed|wird (?:weiterhin|spater) versucht/;
const FINAL = /permanent error|given up|giving up|will not (?:try|be retried)|delivery has failed/;

function isDelay(subject: string, own: readonly string[]): boolean {
  const text = folded(own.join(' ')).replaceAll(/\s+/g, ' ');

  return !FINAL.test(text) && (DELAY.test(text) || /\bdelay(?:ed)?\b|\bwarning\b/.test(folded(subject)));
}

function recipientOf(
  email: string | null,
  action: ReportedRecipient['action'],
  own: readonly string[],
  subject: string,
): ReportedRecipient {
  return { email, action, ...withCode(answerOf(email, own, subject), action === 'failed') };
}

/** The words after the address, then anywhere, then the reason that the report gives without a code. */
function answerOf(email: string | null, own: readonly string[], subject: string): SmtpAnswer {
  const at = email === null ? -1 : own.findIndex((line) => line.toLowerCase().includes(email));
  const after = own.slice(Math.max(0, at)).join('\n');

  return (
    smtpAnswerIn(after) ??
    smtpAnswerIn(own.join('\n')) ??
    wordsAsAnswer(reasonIn(after) ?? reasonIn(own.join('\n')) ?? paragraphAfterAddress(own, at) ?? subject)
  );
}

const reasonIn = (text: string): string | null =>
  /(?:reason|because|grund|motivo|raison)\s?:\s{0,10}([^\n]{3,300}(?:\n[ \t]+[^\n]{1,300}){0,2})/i.exec(
    text,
  )?.[1] ?? null;

function paragraphAfterAddress(own: readonly string[], at: number): string | null {
  if (at === -1) return null;
  const rest = own.slice(at + 1, at + 6);
  const end = rest.findIndex((line) => line.trim() === '');
  const paragraph = rest
    .slice(0, end === -1 ? rest.length : end)
    .join(' ')
    .trim();

  return paragraph === '' ? null : paragraph;
}
