import type { DialogueEnd, DialogueStage } from './smtp-result.js';
import { nextTry, type RetryPace } from './retry.js';

/** Why something did not work, for people and machines. */
export interface Refusal {
  readonly code: string;
  readonly smtp_code: number | null;
  readonly enhanced_code: string | null;
  readonly message: string;
}

/** What becomes of a send that was claimed. */
export type Outcome =
  | { readonly kind: 'sent' }
  /** `hard`: the address itself is dead. */
  | { readonly kind: 'bounced'; readonly hard: boolean; readonly refusal: Refusal }
  /** Given up, or impossible to compose. Nothing left. */
  | { readonly kind: 'failed'; readonly refusal: Refusal }
  /** Nobody knows whether it left. */
  | { readonly kind: 'indeterminate'; readonly refusal: Refusal }
  | { readonly kind: 'retry'; readonly dueAt: Date; readonly refusal: Refusal }
  /** The inbox's own server does not let it in: not a try of this send. */
  | { readonly kind: 'login_refused'; readonly refusal: Refusal }
  /** Not wanted any more. */
  | { readonly kind: 'canceled'; readonly reason: string }
  /** It is not the hour of its contact: it goes in the next window there. */
  | { readonly kind: 'deferred'; readonly dueAt: Date; readonly closesAt: Date }
  /** The hand-over never began: the send waits on as if it had not been claimed. */
  | { readonly kind: 'released' };

/** What a failed try is counted against. */
export interface Try {
  /** Earlier tries of this send, without this one. */
  readonly attempts: number;
  readonly now: Date;
}

/** Replies to MAIL FROM that mean "log in first". */
const LOGIN_CODES = new Set([530, 534, 535, 538]);
/** "Bad sequence of commands": the session was out of step, which says nothing about the message. */
const OUT_OF_STEP = 503;

export function outcomeOf(dialogue: DialogueEnd, attempt: Try): Outcome {
  switch (dialogue.end) {
    case 'accepted':
      return { kind: 'sent' };
    case 'refused':
      return outcomeOfReply(dialogue.during, dialogue.reply, attempt);
    case 'broken':
      return outcomeOfBreak(dialogue, attempt);
  }
}

/** A try that failed for now: another one later, or the end after the last. */
export function tryAgain(refusal: Refusal, pace: RetryPace, { attempts, now }: Try): Outcome {
  const dueAt = nextTry(attempts + 1, pace, now);

  return dueAt === null ? { kind: 'failed', refusal } : { kind: 'retry', dueAt, refusal };
}

function outcomeOfReply(during: DialogueStage, reply: string, attempt: Try): Outcome {
  const code = smtpCodeOf(reply);
  const refusal = refusalOf(`${during}_refused`, reply);

  if (isLoginRefused(during, code)) return { kind: 'login_refused', refusal };
  if (isPermanent(code) && during !== 'greeting') {
    return { kind: 'bounced', hard: isDeadAddress(during, refusal), refusal };
  }
  if (during === 'content' && !isNo(code)) return { kind: 'indeterminate', refusal };

  return tryAgain({ ...refusal, code: `${during}_deferred` }, 'patient', attempt);
}

/** No code at all at the login: we have no password, or none that the server's methods take. */
const isLoginRefused = (during: DialogueStage, code: number | null): boolean =>
  during === 'login'
    ? code === null || isPermanent(code)
    : during === 'sender' && code !== null && LOGIN_CODES.has(code);

const isPermanent = (code: number | null): boolean => code !== null && code >= 500 && code !== OUT_OF_STEP;

/**
 * Between the final dot and the server's answer nobody knows who has the message (RFC 1047): a second try could be a
 * second message.
 */
function outcomeOfBreak(dialogue: DialogueEnd & { end: 'broken' }, attempt: Try): Outcome {
  if (dialogue.contentSent) {
    return { kind: 'indeterminate', refusal: refusalOf('connection_lost', dialogue.message) };
  }
  return dialogue.connectionRefused
    ? tryAgain(refusalOf('connection_refused', dialogue.message), 'soon', attempt)
    : tryAgain(refusalOf('connection_failed', dialogue.message), 'patient', attempt);
}

/**
 * RFC 3463: 5.1.x is about the address, except 5.1.7 and 5.1.8, which are about the sender's; 5.2.1 is a disabled
 * mailbox. Without such a code a refused RCPT with 550, 551 or 553 is about the address, while one of the content is not.
 */
function isDeadAddress(during: DialogueStage, { smtp_code, enhanced_code }: Refusal): boolean {
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
