import type { Id } from '#kernel';

/** The facts that decide whether a send is still wanted; all null where the enrollment does not exist. */
export interface SendCandidate {
  readonly enrollment_id: Id<'enr'> | null;
  readonly status: string | null;
  readonly current_step: number | null;
  /** The step that was published and has no outcome yet. */
  readonly awaiting_step: number | null;
  readonly deleted: boolean;
  readonly suppressed: boolean | null;
}

export type RefusalReason =
  'unknown' | 'enrollment_finished' | 'already_past_step' | 'contact_deleted' | 'suppressed';

/** Why the message of that step must not leave; undefined when it may. */
export function refusalOf(candidate: SendCandidate, stepNumber: number): RefusalReason | undefined {
  if (candidate.enrollment_id === null || candidate.current_step === null) return 'unknown';
  if (!expects(candidate, stepNumber)) return 'enrollment_finished';
  if (candidate.current_step >= stepNumber) return 'already_past_step';
  if (candidate.deleted) return 'contact_deleted';
  return candidate.suppressed === true ? 'suppressed' : undefined;
}

/** A removed contact still gets a message that was queued before, unless the removal stopped it. */
const expects = ({ status, awaiting_step }: SendCandidate, stepNumber: number): boolean =>
  status === 'active' || (status === 'removed' && awaiting_step === stepNumber);
