import type { Id } from '#kernel';
import type { Ending } from './ending.js';

/** The facts that decide whether a send is still wanted; all null where the enrollment does not exist. */
export interface SendCandidate {
  readonly enrollment_id: Id<'enr'> | null;
  readonly status: string | null;
  readonly current_step: number | null;
  /** The step that was published and has no outcome yet. */
  readonly awaiting_step: number | null;
  readonly deleted: boolean;
  readonly suppressed: boolean | null;
  /** Somebody of the contact’s company has replied, and that stops everybody there. */
  readonly domain_replied: boolean;
  /** The contact is out of the office until then. */
  readonly postponed_until: Date | null;
}

export type RefusalReason =
  | 'unknown'
  | 'enrollment_finished'
  | 'already_past_step'
  | 'contact_deleted'
  | 'suppressed'
  | 'domain_replied'
  | 'postponed';

/** Why the message of that step must not leave; undefined when it may. */
export function refusalOf(
  candidate: SendCandidate,
  stepNumber: number,
  now: Date,
): RefusalReason | undefined {
  if (candidate.enrollment_id === null || candidate.current_step === null) return 'unknown';
  if (!expects(candidate, stepNumber)) return 'enrollment_finished';
  if (candidate.current_step >= stepNumber) return 'already_past_step';
  if (candidate.deleted) return 'contact_deleted';
  if (candidate.suppressed === true) return 'suppressed';
  if (candidate.domain_replied) return 'domain_replied';
  const { postponed_until } = candidate;
  return postponed_until !== null && postponed_until > now ? 'postponed' : undefined;
}

/** A removed contact still gets a message that was queued before, unless the removal stopped it. */
const expects = ({ status, awaiting_step }: SendCandidate, stepNumber: number): boolean =>
  status === 'active' || (status === 'removed' && awaiting_step === stepNumber);

/** How a refusal ends the enrollment; undefined where it is over already, or goes on later. */
export function endOfRefusal(reason: RefusalReason): Ending | undefined {
  if (reason === 'domain_replied') return { status: 'replied', reason };
  return reason === 'suppressed' || reason === 'contact_deleted' ? { status: 'removed', reason } : undefined;
}
