import { DomainError, type ErrorKind } from '#kernel';

/** Thrown for a payload that its contract's schema does not accept. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** How far a message got. */
export type Outcome =
  | { readonly type: 'returned' }
  | { readonly type: 'threw'; readonly error: unknown }
  /** The process shuts down and the message was still waiting for its turn. */
  | { readonly type: 'not_started' };

/** What becomes of it. */
export type Settlement =
  | { readonly action: 'ack' }
  | { readonly action: 'retry'; readonly delayMs: number }
  /** Kept under `dlq.>` for people to look at, then never delivered again. */
  | { readonly action: 'dead_letter'; readonly reason: string };

/** Deliveries after which a bug is believed to be one: about half an hour with the pauses below. */
export const MAX_DELIVERIES = 10;
/**
 * Not 0: nats-server 2.9.10 answers several naks without a delay, sent as their pull request is closed, by sending
 * some of the messages into the closed inbox and others twice.
 */
const HAND_BACK_MS = 50;
const PAUSES_MS = [1_000, 5_000, 30_000, 60_000, 300_000];
/** A store that was down for an hour is asked again within seconds of its return. */
const LONGEST_WAIT_MS = 5_000;

/**
 * Whether the same event can fare better later. `final` cannot; `retry` may, since events of different streams
 * overtake one another and the state moves on; `wait` will, and is never given up: a store that is down for an hour
 * must not cost an event.
 */
const PROSPECTS = {
  invalid: 'final',
  unauthenticated: 'final',
  forbidden: 'final',
  too_large: 'final',
  unsupported: 'final',
  rejected: 'final',
  not_found: 'retry',
  conflict: 'retry',
  throttled: 'wait',
  unavailable: 'wait',
} as const satisfies Record<ErrorKind, 'final' | 'retry' | 'wait'>;

/** Every way a message can end. `deliveries` counts this one. */
export function settle(outcome: Outcome, deliveries: number): Settlement {
  if (outcome.type === 'returned') return { action: 'ack' };
  if (outcome.type === 'not_started') return { action: 'retry', delayMs: HAND_BACK_MS };

  const { error } = outcome;
  const prospect = prospectOf(error);
  const exhausted = prospect === 'retry' && deliveries >= MAX_DELIVERIES;
  if (prospect === 'final' || exhausted) return { action: 'dead_letter', reason: reasonOf(error) };
  const delayMs = pauseAfter(deliveries);
  return { action: 'retry', delayMs: prospect === 'wait' ? Math.min(delayMs, LONGEST_WAIT_MS) : delayMs };
}

function prospectOf(error: unknown): 'final' | 'retry' | 'wait' {
  if (error instanceof MalformedMessage) return 'final';
  return error instanceof DomainError ? PROSPECTS[error.kind] : 'retry';
}

function reasonOf(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

const pauseAfter = (deliveries: number): number => PAUSES_MS[Math.min(deliveries, PAUSES_MS.length) - 1] ?? 0;
