import type { Link, LinkChange, LinkErrorCode } from './link.js';
import type { Action } from './next-action.js';
import { retryAt } from './retry.js';

/** A connection that was repaired is noticed this late. */
const CONNECTION_MS = 60_000;
/** The same request would be refused again; but people change things there, and leads that arrive may be what it needs. */
const REJECTED_MS = 60_000;
/** A platform shows a campaign that it created in answer to a lost request within this time. */
const CREATION_MS = 60_000;

/** A call that the platform did not fulfil. */
interface FailedCall {
  readonly kind: 'credentials_refused' | 'rate_limited' | 'unavailable' | 'not_found' | 'rejected';
  readonly message: string;
  /** It may have had its effect. */
  readonly doubtful: boolean;
  readonly retryAt: Date | null;
}

const CODE: Readonly<Record<FailedCall['kind'], LinkErrorCode>> = {
  credentials_refused: 'platform_connection_broken',
  rate_limited: 'platform_rate_limited',
  unavailable: 'platform_unavailable',
  not_found: 'platform_rejected',
  rejected: 'platform_rejected',
};

/** The link after a call that failed. A link that was confirmed stays so where only a look at it was missed. */
export function failed(
  link: Link,
  action: Action,
  error: FailedCall,
  { now, random }: { readonly now: Date; readonly random: number },
): LinkChange {
  const isMissedLook = action === 'observe' && (link.confirmed || link.waitsFor !== null);
  return {
    attempts: error.kind === 'rate_limited' ? link.attempts : link.attempts + 1,
    nextAttemptAt: nextAttempt(link, error, now, random),
    ...(!isMissedLook && { confirmed: false, error: { code: CODE[error.kind], message: error.message } }),
    ...(action === 'create' && !error.doubtful && { createStartedAt: null }),
  };
}

function nextAttempt(
  { attempts }: Link,
  { kind, retryAt: told }: FailedCall,
  now: Date,
  random: number,
): Date {
  const usual = retryAt(attempts, now, random);
  if (kind === 'rate_limited') return told ?? usual;
  if (kind === 'credentials_refused') return new Date(now.getTime() + CONNECTION_MS);
  const isRefused = kind === 'rejected' || kind === 'not_found';
  return isRefused ? latest(usual, new Date(now.getTime() + REJECTED_MS)) : usual;
}

const latest = (a: Date, b: Date): Date => (a > b ? a : b);

/**
 * The link after their campaign was not found. It may still be created by a request whose answer was lost: only after a
 * while it is taken as not created.
 */
export function notFound({ createStartedAt }: Link, now: Date): LinkChange {
  if (createStartedAt === null) return {};
  const settledAt = new Date(createStartedAt.getTime() + CREATION_MS);
  return now >= settledAt ? { createStartedAt: null } : { nextAttemptAt: settledAt };
}
