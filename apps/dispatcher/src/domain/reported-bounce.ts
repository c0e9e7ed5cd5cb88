import type { BounceClass } from './bounce-class.js';
import { refusalOf, type Refusal } from './outcome.js';
import { reportClassOf, type ReplyClass } from './reply-class.js';
import { nextTry } from './retry.js';

/** The answer of the server that refused, as a delivery report quotes it (RFC 3464, section 2.3.6). */
export interface ReportedAnswer {
  readonly answer: string;
  readonly smtp_code: number | null;
  readonly enhanced_code: string | null;
  /** It is about another address, to which the contact's own server had passed the message on. */
  readonly forwarded?: boolean | undefined;
  /** It names no message of ours, so that anybody can have written it. */
  readonly unproven?: boolean | undefined;
}

/** The consequence of a delivery report. */
export interface ReportedBounce {
  /** The class of the bounce, should no further try follow. */
  readonly class: BounceClass;
  readonly refusal: Refusal;
  /** When to try again; null where the message bounced for good. */
  readonly retryAt: Date | null;
}

/**
 * A full mailbox may be emptied, and an answer about the sending account costs no contact: both are tried again, as if
 * the server had said so at once. The account itself stays as it is. Everybody who got the message can write a report
 * about it, and must not be able to stop the account. A report about another address says nothing about the contact's: a
 * contact with a dead or full forwarding address is neither dead, nor gets the message a second time. The same holds for a
 * report without proof: it ends what is under way, and a stranger can have nobody suppressed with it.
 */
export function reportedBounce(
  report: ReportedAnswer,
  { tries, now }: { readonly tries: number; readonly now: Date },
): ReportedBounce {
  const reply = replyOf(report);
  if (report.forwarded === true || report.unproven === true) {
    return { class: 'mailbox_unavailable', refusal: refusalOf('recipient_refused', reply), retryAt: null };
  }
  const meaning = reportClassOf(reply);
  const retryAt = isTriedAgain(meaning) ? nextTry(Math.max(1, tries), 'patient', now) : null;
  const refusal = refusalOf(retryAt === null ? 'recipient_refused' : 'recipient_deferred', reply);
  return { class: isTriedAgain(meaning) ? CLASS_AFTER_LAST_TRY[meaning] : meaning, refusal, retryAt };
}

const CLASS_AFTER_LAST_TRY = {
  mailbox_full: 'mailbox_unavailable',
  account_refused: 'policy_rejected',
  account_over_quota: 'policy_rejected',
} as const satisfies Partial<Record<ReplyClass, BounceClass>>;

const isTriedAgain = (meaning: ReplyClass): meaning is keyof typeof CLASS_AFTER_LAST_TRY =>
  meaning in CLASS_AFTER_LAST_TRY;

const CODES = /^\d{3}[ -]/;

/** A report may quote the words alone and name the codes beside them. A server that gave up without a code has refused. */
function replyOf({ answer, smtp_code, enhanced_code }: ReportedAnswer): string {
  if (CODES.test(answer)) return answer;
  const code = smtp_code ?? (enhanced_code?.startsWith('4.') === true ? 450 : 550);
  const isNamed = enhanced_code === null || answer.includes(enhanced_code);
  return [code, ...(isNamed ? [] : [enhanced_code]), answer].join(' ');
}
