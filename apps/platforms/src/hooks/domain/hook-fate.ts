/** The fate of one signal. */
export type SignalResult =
  | 'applied'
  /** The campaign is none of ours: a platform tells of all campaigns of a customer. */
  | 'not_ours'
  | 'unknown_step'
  /** The campaign has no such lead, or its messages are not planned yet. */
  | 'unknown_lead'
  /** It names a sending account that was not synced yet. */
  | 'unknown_account';

export type HookFate =
  | { readonly kind: 'handled'; readonly outcome: 'applied' | 'not_ours' | 'ignored' }
  | { readonly kind: 'later'; readonly at: Date }
  | { readonly kind: 'dead_letter'; readonly reason: string };

/** A platform may tell of a lead before its push is recorded here, and of an account before it is synced. */
const WAITS_MS = 15 * 60_000;
/** Short at first, since a push is recorded within a second. */
const DELAYS_MS = [1_000, 2_000, 5_000, 15_000, 60_000];

const REASONS: Readonly<Partial<Record<SignalResult, string>>> = {
  unknown_step: 'it is about a step that the campaign does not have',
  unknown_lead: 'the campaign has no such contact here',
};

/** The fate of a hook after its signals were applied, as far as they could be. */
export function fateOf(
  results: readonly SignalResult[],
  { receivedAt, attempts, now }: { readonly receivedAt: Date; readonly attempts: number; readonly now: Date },
): HookFate {
  const waits = results.some((result) => result === 'unknown_lead' || result === 'unknown_account');
  if (waits && mayWait(receivedAt, now)) return { kind: 'later', at: laterOf(attempts, now) };

  const reason = results.map((result) => REASONS[result]).find((each) => each !== undefined);
  if (reason !== undefined) return { kind: 'dead_letter', reason };
  if (results.length === 0) return { kind: 'handled', outcome: 'ignored' };
  return { kind: 'handled', outcome: results.includes('applied') ? 'applied' : 'not_ours' };
}

/** Whether something that the signal needs may still come. */
export const mayWait = (receivedAt: Date, now: Date): boolean =>
  now.getTime() - receivedAt.getTime() < WAITS_MS;

const laterOf = (attempts: number, now: Date): Date =>
  new Date(now.getTime() + (DELAYS_MS[Math.min(attempts, DELAYS_MS.length - 1)] ?? 0));

const MAX_FAILURES = 8;

/** The fate of a hook that could not be handled for a reason that nobody has foreseen. */
export const fateOfFailure = (attempts: number, reason: string, now: Date): HookFate =>
  attempts < MAX_FAILURES
    ? { kind: 'later', at: laterOf(attempts, now) }
    : { kind: 'dead_letter', reason: `it cannot be handled: ${reason}` };
