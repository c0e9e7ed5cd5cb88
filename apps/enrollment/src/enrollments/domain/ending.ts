import type { Id } from '#kernel';

export type FinalStatus = 'completed' | 'replied' | 'bounced' | 'unsubscribed' | 'removed' | 'failed';

/**
 * The ends of an enrollment, weakest first. Events come in any order and more than once: the strongest end stands, and of
 * two equal ones the earlier. A person who has replied outdoes a message that could not be delivered, a dead address
 * outdoes the reply, an unsubscribe outdoes the dead address, and a complaint outdoes everything.
 */
export const ENDINGS = [
  'completed',
  'failed',
  'soft_bounce',
  'domain_replied',
  'replied',
  'hard_bounce',
  'unsubscribed',
  'spam_complaint',
] as const;

/** How an enrollment ended. `reason`: null for a completed one, and any code for a failed one. */
export interface Ending {
  readonly status: FinalStatus;
  readonly reason: string | null;
}

/** People decide on a removal, so no event changes it. An ending that is not known here stays as well. */
export const FINAL_STRENGTH = 100;

/** From 1; an enrollment that is under way has 0. */
export function strengthOf({ status, reason }: Ending): number {
  const name = status === 'completed' || status === 'failed' ? status : reason;
  const place = ENDINGS.findIndex((ending) => ending === name);
  return status === 'removed' || place === -1 ? FINAL_STRENGTH : place + 1;
}

/** The end that an event asks for. */
export interface End extends Ending {
  readonly enrollment_id: Id<'enr'>;
  readonly workspace_id: Id<'ws'>;
  readonly at: Date;
  /** Only while the enrollment awaits this step; null: whatever it waits for. */
  readonly awaited_step: number | null;
  /** Nobody of the workspace writes to it any more: its enrollments in other campaigns end likewise. */
  readonly suppressed_address: string | null;
}

type TimedEnding = Ending & Pick<End, 'at'>;

/** The one of two ends that stands. */
export function standing<E extends TimedEnding>(one: E, other: E): E {
  const difference = strengthOf(one) - strengthOf(other);
  if (difference !== 0) return difference > 0 ? one : other;
  return one.at <= other.at ? one : other;
}
