import { automationOf, beginningOf, speaksOfAbsence, speaksOfLeaving, type Automation } from './automatic.js';
import type { JudgementRule } from './judgement.js';
import { returnDateIn } from './return-date.js';
import { wordsOf } from './words.js';

/** How sure a program's mail is one. */
const CONFIDENCE: Readonly<Record<Exclude<Automation, 'none'>, number>> = {
  header: 0.95,
  subject: 0.85,
  weak: 0.75,
};
/** No words of an absence, but all else says that a program answered for a person. */
const UNSAID = 0.6;

/**
 * A program's answer is one of three: the person left, the person is away, or the mail was received. Headers that are weak
 * signs (`Precedence: bulk`) need words of an absence.
 */
export const automaticReply: JudgementRule = (mail, { now }) => {
  const automation = automationOf(mail);
  if (automation === 'none') return null;
  const text = beginningOf(mail);
  const isAbsent = speaksOfAbsence(text);
  if (automation === 'weak' && !isAbsent) return null;
  const confidence = CONFIDENCE[automation];
  if (speaksOfLeaving(text)) {
    return { kind: 'reply', intent: 'wrong_person', confidence, automatic: true };
  }
  const returnsOn = returnDateIn(text, now);
  if (isAbsent || returnsOn !== null || speaksOfAbsence(mail.subject))
    return { kind: 'auto_reply', confidence, returnsOn };

  return isReceipt(`${mail.subject} ${text}`)
    ? { kind: 'reply', intent: 'other', confidence, automatic: true }
    : { kind: 'auto_reply', confidence: UNSAID, returnsOn: null };
};

const RECEIPT =
  / (?:received|recieved|ticket|request|enquiry|inquiry|case|reference number|support team|working days|business days|get back to you|respond|reply to you|thank you for (?:contacting|your (?:message|enquiry|inquiry|request))|eingegangen|erhalten|anfrage|bearbeit[a-z]{1,8}|vorgang|ticketnummer|bien recu|demande|accuse de reception|recibido|solicitud|consulta|recebemos|recebido|pedido|solicitacao|chamado) /;

const isReceipt = (text: string): boolean => RECEIPT.test(wordsOf(text));

const WRITTEN_BY_PROGRAM =
  / (?:automated|automatic|auto generated|automatically generated) (?:message|e ?mail|reply|response|notification|acknowledg[a-z]{1,8}) | automatisch (?:erstellt|generiert|erzeugt)[a-z]{0,3} | message automatique | mensaje automatico | mensagem automatica /;

/** A receipt of a form or a help desk that sets no header. */
export const receipt: JudgementRule = (mail) => {
  const words = wordsOf(`${mail.subject} ${mail.newText}`);

  return WRITTEN_BY_PROGRAM.test(words) && RECEIPT.test(words)
    ? { kind: 'reply', intent: 'other', confidence: 0.7, automatic: true }
    : null;
};

/** Words alone: a short mail that begins with an absence. A longer one may speak of a holiday and want a call after it. */
export const absenceInWords: JudgementRule = (mail, { now }) => {
  const text = beginningOf(mail).trim();
  if (text.length > MAX_ABSENCE_LENGTH || !speaksOfAbsence(text.slice(0, ABSENCE_STARTS_BEFORE))) return null;

  return { kind: 'auto_reply', confidence: 0.6, returnsOn: returnDateIn(text, now) };
};

const MAX_ABSENCE_LENGTH = 600;
const ABSENCE_STARTS_BEFORE = 200;
