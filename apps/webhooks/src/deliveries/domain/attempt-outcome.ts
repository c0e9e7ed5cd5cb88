import { pauseOf } from './retry-after.js';
import { nextAttemptAt } from './retry-schedule.js';

/** The end of one request to a receiver: a status, or the code of an error. */
export interface AttemptAnswer {
  readonly statusCode: number | null;
  readonly error: string | null;
  readonly retryAfter: string | undefined;
}

export type AttemptOutcome =
  | { readonly end: 'succeeded' }
  | { readonly end: 'retry'; readonly at: Date }
  | { readonly end: 'given_up' }
  /** The receiver says that it is gone for good: no endpoint of it is called again. */
  | { readonly end: 'gone' };

interface Attempted {
  /** Failures of the delivery before. */
  readonly failures: number;
  readonly endedAt: Date;
  readonly random: number;
}

const GONE = 410;
/** Only with these does `Retry-After` say when to come back. */
const ASKS_FOR_PAUSE: readonly (number | null)[] = [429, 503];

export const isSuccess = ({ statusCode, error }: AttemptAnswer): boolean =>
  error === null && statusCode !== null && statusCode >= 200 && statusCode < 300;

/** The receiver wants no request any more. */
export const isGone = ({ statusCode }: AttemptAnswer): boolean => statusCode === GONE;

/** The meaning of an answer for the delivery. A redirect is a failure: nobody checked where it leads. */
export function outcomeOf(answer: AttemptAnswer, { failures, endedAt, random }: Attempted): AttemptOutcome {
  if (isSuccess(answer)) return { end: 'succeeded' };
  if (isGone(answer)) return { end: 'gone' };
  const pauseMs = ASKS_FOR_PAUSE.includes(answer.statusCode) ? pauseOf(answer.retryAfter, endedAt) : 0;
  const at = nextAttemptAt({ failures: failures + 1, endedAt, pauseMs, random });
  return at === null ? { end: 'given_up' } : { end: 'retry', at };
}
