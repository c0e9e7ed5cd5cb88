import { nextTry, type RetryPace } from './retry.js';
import type { SmtpResult, SmtpStage } from './smtp-result.js';

/** Why a delivery did not work, for people and machines. */
export interface Refusal {
  readonly code: string;
  readonly smtp_code: number | null;
  readonly enhanced_code: string | null;
  readonly message: string;
}

/** How a claimed send ended. */
export type Outcome =
  | { readonly kind: 'sent' }
  /** `hard`: the address itself is dead. */
  | { readonly kind: 'bounced'; readonly hard: boolean; readonly refusal: Refusal }
  /** All tries failed, or the message could not be composed. Nothing left. */
  | { readonly kind: 'failed'; readonly refusal: Refusal }
  /** The message may have left. */
  | { readonly kind: 'indeterminate'; readonly refusal: Refusal }
  | { readonly kind: 'retry'; readonly dueAt: Date; readonly refusal: Refusal }
  /** The account's server refused the login. It does not count as a try of this send. */
  | { readonly kind: 'login_refused'; readonly refusal: Refusal }
  /** The send is not wanted any more. */
  | { readonly kind: 'canceled'; readonly reason: string }
  /** The window of the contact is closed; the send is due in the next one. */
  | { readonly kind: 'deferred'; readonly dueAt: Date; readonly closesAt: Date }
  /** The delivery did not start: the send is scheduled as if it had not been claimed. */
  | { readonly kind: 'released' };

/** The try that a failure counts as. */
export interface Try {
  /** Earlier tries of this send, without this one. */
  readonly attempts: number;
  readonly now: Date;
}

/** Replies to MAIL FROM that mean "log in first". */
const LOGIN_CODES = new Set([530, 534, 535, 538]);
/** "Bad sequence of commands" is about the session and says nothing about the message. */
const OUT_OF_STEP = 503;

export function outcomeOf(result: SmtpResult, attempt: Try): Outcome {
  switch (result.end) {
    case 'accepted':
      return { kind: 'sent' };
    case 'refused':
      return outcomeOfReply(result.during, result.reply, attempt);
    case 'broken':
      return outcomeOfBreak(result, attempt);
  }
}

/** A temporary failure: another try later, or `failed` after the last one. */
export function tryAgain(refusal: Refusal, pace: RetryPace, { attempts, now }: Try): Outcome {
  const dueAt = nextTry(attempts + 1, pace, now);

  return dueAt === null ? { kind: 'failed', refusal } : { kind: 'retry', dueAt, refusal };
}

function outcomeOfReply(during: SmtpStage, reply: string, attempt: Try): Outcome {
  const code = smtpCodeOf(reply);
  const refusal = refusalOf(`${during}_refused`, reply);

  if (isLoginRefused(during, code)) return { kind: 'login_refused', refusal };
  if (isPermanent(code) && during !== 'greeting') {
    return { kind: 'bounced', hard: isDeadAddress(during, refusal), refusal };
  }
  if (during === 'content' && !isNo(code)) return { kind: 'indeterminate', refusal };

  return tryAgain({ ...refusal, code: `${during}_deferred` }, 'patient', attempt);
}

/** A login without a reply code: there is no password, or no login method that both sides support. */
const isLoginRefused = (during: SmtpStage, code: number | null): boolean =>
  during === 'login'
    ? code === null || isPermanent(code)
    : during === 'sender' && code !== null && LOGIN_CODES.has(code);

const isPermanent = (code: number | null): boolean => code !== null && code >= 500 && code !== OUT_OF_STEP;

/**
 * After the final dot and before the reply it is unknown whether the server has the message (RFC 1047), so a second try
 * could be a second message.
 */
function outcomeOfBreak(result: SmtpResult & { end: 'broken' }, attempt: Try): Outcome {
  if (result.contentSent) {
    return { kind: 'indeterminate', refusal: refusalOf('connection_lost', result.message) };
  }
  return result.connectionRefused
    ? tryAgain(refusalOf('connection_refused', result.message), 'soon', attempt)
    : tryAgain(refusalOf('connection_failed', result.message), 'patient', attempt);
}

/**
 * RFC 3463: 5.1.x is about the address, except 5.1.7 and 5.1.8, which are about the sender's; 5.2.1 is a disabled
 * mailbox. Without such a code a refused RCPT with 550, 551 or 553 is about the address, while one of the content is not.
 */
function isDeadAddress(during: SmtpStage, { smtp_code, enhanced_code }: Refusal): boolean {
  if (enhanced_code !== null) return /^5\.(1\.(?![78]$)|2\.1$)/.test(enhanced_code);

  return during === 'recipient' && smtp_code !== null && [550, 551, 553].includes(smtp_code);
}

const isNo = (code: number | null): boolean => code !== null && code >= 400;

function smtpCodeOf(reply: string): number | null {
  const code = /^(\d{3})(?:[ -]|$)/.exec(reply)?.[1];

  return code === undefined ? null : Number(code);
}

const MAX_MESSAGE = 500;

export const refusalOf = (code: string, reply: string): Refusal => ({
  code,
  smtp_code: smtpCodeOf(reply),
  enhanced_code: /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1] ?? null,
  message: reply
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_MESSAGE),
});
