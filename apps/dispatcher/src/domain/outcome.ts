import { restOf } from './account-rest.js';
import type { BounceClass } from './bounce-class.js';
import { replyClassOf, type ReplyClass } from './reply-class.js';
import { nextTry, type RetryPace } from './retry.js';
import { smtpReplyOf } from './smtp-reply.js';
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
  | { readonly kind: 'bounced'; readonly class: BounceClass; readonly refusal: Refusal }
  /** All tries failed, or the message could not be composed. Nothing left. */
  | { readonly kind: 'failed'; readonly refusal: Refusal }
  /** The message may have left. */
  | { readonly kind: 'indeterminate'; readonly refusal: Refusal }
  | { readonly kind: 'retry'; readonly dueAt: Date; readonly refusal: Refusal }
  /** The account may not log in or not send from its address. It does not count as a try of this send. */
  | { readonly kind: 'account_refused'; readonly refusal: Refusal }
  /** The account has sent what its server allows: it rests, until its midnight for null. It does not count as a try. */
  | { readonly kind: 'account_rests'; readonly until: Date | null; readonly refusal: Refusal }
  /** The send is not wanted any more. */
  | { readonly kind: 'canceled'; readonly reason: string }
  /**
   * The send is due later: the window of the contact is closed, or the contact is away. `closesAt`: the end of the window
   * then; null where it is not known yet.
   */
  | { readonly kind: 'deferred'; readonly dueAt: Date; readonly closesAt: Date | null }
  /** The delivery did not start: the send is scheduled as if it had not been claimed. */
  | { readonly kind: 'released' };

/** The try that a failure counts as. */
export interface Try {
  /** Earlier tries of this send, without this one. */
  readonly attempts: number;
  readonly now: Date;
  /** The account sends without a login. */
  readonly anonymous?: boolean;
}

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
  const { code, words } = smtpReplyOf(reply);
  if (during === 'content' && (code === null || code < 400)) {
    return { kind: 'indeterminate', refusal: refusalOf('content_refused', reply) };
  }
  const meaning = replyClassOf({ during, reply, anonymous: attempt.anonymous ?? false });
  const refusal = refusalOf(codeOf(meaning, during), reply);
  return outcomeOfClass(meaning, { refusal, words, attempt });
}

interface Reply {
  readonly refusal: Refusal;
  readonly words: string;
  readonly attempt: Try;
}

function outcomeOfClass(meaning: ReplyClass, { refusal, words, attempt }: Reply): Outcome {
  if (meaning === 'temporary') return tryAgain(refusal, 'patient', attempt);
  if (meaning === 'mailbox_full') return tryFullMailbox(refusal, attempt);
  if (meaning === 'account_refused') return { kind: 'account_refused', refusal };
  if (meaning === 'account_over_quota') {
    return { kind: 'account_rests', until: restOf(words, refusal.smtp_code, attempt.now), refusal };
  }
  return { kind: 'bounced', class: meaning, refusal };
}

/** Codes are part of the API: `recipient_deferred` is tried again, `recipient_refused` is over. */
function codeOf(meaning: ReplyClass, during: SmtpStage): string {
  if (meaning === 'account_over_quota') return meaning;
  if (meaning === 'account_refused') return during === 'login' ? 'login_refused' : meaning;

  return meaning === 'temporary' || meaning === 'mailbox_full' ? `${during}_deferred` : `${during}_refused`;
}

/** A mailbox that stays full bounces in the end. Its owner may come back, so the address is not dead. */
function tryFullMailbox(refusal: Refusal, attempt: Try): Outcome {
  const outcome = tryAgain(refusal, 'patient', attempt);

  return outcome.kind === 'failed' ? { kind: 'bounced', class: 'mailbox_unavailable', refusal } : outcome;
}

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

const MAX_MESSAGE = 500;

/** The cut may leave half of a surrogate pair, which PostgreSQL does not take in JSON: no outcome beside it would be stored. */
export function refusalOf(code: string, reply: string): Refusal {
  const { code: smtp_code, enhanced: enhanced_code } = smtpReplyOf(reply);
  const message = reply
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_MESSAGE)
    .replaceAll(/\p{Cs}/gu, '');

  return { code, smtp_code, enhanced_code, message };
}
