import { DomainError, type ErrorKind } from '#kernel';

/** Thrown for a payload that its contract's schema does not accept. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** The result of processing a message. */
export type Outcome =
  | { readonly type: 'returned' }
  | { readonly type: 'threw'; readonly error: unknown }
  /** The process shuts down before the message was started. */
  | { readonly type: 'not_started' };

/** The way in which a message is settled. */
export type Settlement =
  | { readonly action: 'ack' }
  | { readonly action: 'retry'; readonly delayMs: number }
  /** The message is stored under `dlq.>` for a person to read and is not delivered again. */
  | { readonly action: 'dead_letter'; readonly reason: string };

/** Deliveries after which an unexpected error counts as a bug: about half an hour with the delays below. */
export const MAX_DELIVERIES = 10;
/**
 * Not 0: nats-server 2.9.10 answers several naks without a delay, sent as their pull request is closed, by sending
 * some of the messages into the closed inbox and others twice.
 */
const NOT_STARTED_DELAY_MS = 50;
const DELAYS_MS = [1_000, 5_000, 30_000, 60_000, 300_000];
/** Bounds the delay, so that processing goes on within seconds after a long outage of a database ends. */
const UNAVAILABLE_DELAY_MS = 5_000;

/**
 * The retry policy for each kind of DomainError. `final`: a retry cannot succeed. `retry`: it may succeed, since events of
 * different streams overtake one another and the state changes. `wait`: it will succeed, so that the event is never given
 * up; an outage of a database for an hour must not lose an event.
 */
const RETRY_POLICIES = {
  invalid: 'final',
  unauthenticated: 'final',
  forbidden: 'final',
  outdated: 'final',
  too_large: 'final',
  unsupported: 'final',
  rejected: 'final',
  not_found: 'retry',
  conflict: 'retry',
  throttled: 'wait',
  unavailable: 'wait',
} as const satisfies Record<ErrorKind, 'final' | 'retry' | 'wait'>;

/** Decides how a message is settled. `deliveries` counts the current delivery. */
export function settle(outcome: Outcome, deliveries: number): Settlement {
  if (outcome.type === 'returned') return { action: 'ack' };
  if (outcome.type === 'not_started') return { action: 'retry', delayMs: NOT_STARTED_DELAY_MS };

  const { error } = outcome;
  const policy = retryPolicyOf(error);
  const exhausted = policy === 'retry' && deliveries >= MAX_DELIVERIES;
  if (policy === 'final' || exhausted) return { action: 'dead_letter', reason: reasonOf(error) };
  const delayMs = delayAfter(deliveries);
  return { action: 'retry', delayMs: policy === 'wait' ? Math.min(delayMs, UNAVAILABLE_DELAY_MS) : delayMs };
}

/** Nothing is wrong with the message: something that its handler needs is away. */
export const isOutage = (error: unknown): boolean => retryPolicyOf(error) === 'wait';

function retryPolicyOf(error: unknown): 'final' | 'retry' | 'wait' {
  if (error instanceof MalformedMessage) return 'final';
  return error instanceof DomainError ? RETRY_POLICIES[error.kind] : 'retry';
}

/** An error in one line, for a person. */
export function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

const delayAfter = (deliveries: number): number => DELAYS_MS[Math.min(deliveries, DELAYS_MS.length) - 1] ?? 0;
