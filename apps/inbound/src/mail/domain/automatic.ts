import type { Mail } from './mail.js';
import { folded, JUDGED_LENGTH, wordsOf } from './words.js';

/** How a mail shows that a program wrote it. `weak`: a program may have, if its words agree. */
export type Automation = 'header' | 'subject' | 'weak' | 'none';

const MARKS = ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-autoreply-from'];

/** RFC 3834, section 5, and the headers before it. `Auto-Submitted: no` is a person's mail. */
export function automationOf(mail: Mail): Automation {
  const submitted = (mail.headers.get('auto-submitted') ?? 'no').trim().toLowerCase();
  const precedence = (mail.headers.get('precedence') ?? '').toLowerCase();
  if (!submitted.startsWith('no') || precedence === 'auto_reply') return 'header';
  if (MARKS.some((name) => !['', 'no'].includes((mail.headers.get(name) ?? '').toLowerCase())))
    return 'header';
  if (isAutomaticSubject(mail.subject)) return 'subject';

  return mail.headers.has('x-auto-response-suppress') || ['bulk', 'junk', 'list'].includes(precedence)
    ? 'weak'
    : 'none';
}

/** Folded subjects of Outlook, Gmail, Lotus and servers. Without `Re:` before them: that is an answer to such a mail. */
const AUTOMATIC_SUBJECT =
  /^(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|autoreply|out[ -]of[ -](?:the[ -])?office|ooo\b|(?:i am |i'm )?(?:away|on (?:vacation|holiday|leave))\b|away from|vacation reply|automatische (?:antwort|ruckmeldung)|abwesenheit|abwesend|ausser haus|nicht im (?:buro|haus)|urlaub|reponse automatique|message automatique|absence|absent\b|absente\b|respuesta automatica|fuera de (?:la )?oficina|ausente|ausencia|autorespuesta|resposta automatica|ausencia|fora do escritorio|risposta automatica|fuori sede|automatisch antwoord|autosvar)/;

export const isAutomaticSubject = (subject: string): boolean => AUTOMATIC_SUBJECT.test(folded(subject));

const CURRENTLY = '(?:currently |presently |now |actually )?';
/** Words of an absence, in folded text. */
const ABSENCE = new RegExp(
  [
    `\\b(?:out of|away from) (?:the |my )?(?:office|desk|country)\\b|\\bout[ -]of[ -]office\\b`,
    `\\b(?:i am|i'm|i will be|i'll be) ${CURRENTLY}(?:away|travell?ing|on (?:a )?(?:[a-z]{1,12} )?(?:leave|vacation|holidays?|pto|business trip)|out(?: until| from| on|,|\\.))`,
    `\\bon (?:annual|parental|maternity|paternity|sick|medical|vacation|holiday) leave\\b|\\bon (?:vacation|holidays?|pto)\\b`,
    `\\b(?:limited|no) access to (?:my )?e-?mails?\\b`,
    `nicht im (?:buro|haus)|ausser haus|(?:im|in) (?:urlaub|elternzeit|mutterschutz|ferien)|\\babwesend|nicht erreichbar|abwesenheit|krankheitsbedingt`,
    `\\babsente? (?:du|de|jusqu|pour|le|au)|actuellement absente?|(?:je suis|suis) (?:actuellement )?(?:absente?|en conges?|en vacances|en deplacement)|en conge (?:maternite|parental|paternite)|hors du bureau`,
    `fuera de (?:la )?oficina|\\bde vacaciones|estoy ausente|estare ausente|ausente (?:de|del|hasta|por)|de baja (?:maternal|medica|por)`,
    `de ferias|fora do escritorio|ausente (?:do|da|ate|de|por)|estou ausente|estarei ausente|licenca (?:maternidade|medica)`,
    `fuori (?:sede|ufficio)|in ferie|afwezig`,
  ].join('|'),
);

export const speaksOfAbsence = (text: string): boolean => ABSENCE.test(folded(text));

const LEFT = [
  / (?:no longer|not) (?:works?|working|employed|with|at|part of|be reached|in (?:the|this) (?:company|position|role))(?= )(?! (?:access|for me|out|well))/,
  / (?:has|have|i've|he's|she's) (?:now )?(?:left|retired from|moved on from) (?:the |our |my )?(?:company|organi[sz]ation|firm|team|business|position|[^ ]{2,30}) /,
  / (?:e ?mail|mail ?box|address|account|mailbox) (?:is|has been) (?:no longer|not) (?:in use|monitored|active|valid|used|read) | (?:no longer|not) (?:being )?(?:monitored|in use|in service) /,
  / nicht mehr (?:fur|bei|in|im|tatig|beschaftigt|aktiv|zu erreichen|erreichbar|teil)(?= )| (?:unternehmen|firma) verlassen | (?:nicht mehr)(?: [^ ]{1,40}){0,6} (?:tatig|beschaftigt|angestellt) | adresse wird nicht mehr /,
  / (?:ne|n'est|ne fais|ne fait|ne travaille|ne travaillons)(?: [^ ]{1,40}){0,2} plus (?:partie|chez|dans|pour|en poste|au sein|a) | (?:a|ai) quitte (?:la|l'|notre|ses|mes|son|le)/,
  / (?:ya no) (?:trabaja|trabajo|forma|formo|pertenece|esta|estoy) | ha dejado (?:la|de|nuestra) /,
  / (?:nao) (?:trabalha|trabalho|faz|faco|pertence|esta|estou|integra)(?: [^ ]{1,40}){0,1} mais | ja nao (?:trabalha|trabalho|faz|faco|esta) | deixou (?:a|de|nossa) (?:empresa|fazer|trabalhar) /,
];

/** The person whom we wrote to is not there any more. */
export function speaksOfLeaving(text: string): boolean {
  const words = wordsOf(text);

  return LEFT.some((pattern) => pattern.test(words));
}

/** The beginning of a mail says what it is. */
export const beginningOf = (mail: Mail): string => mail.newText.slice(0, JUDGED_LENGTH);
