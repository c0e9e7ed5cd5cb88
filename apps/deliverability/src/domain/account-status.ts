import { DomainError } from '#kernel';

type AccountStatus = 'active' | 'paused' | 'disconnected' | 'error';

export type AccountAction = 'pause' | 'activate';

/** Whoever was taken out of service by a refused login is activated like one that was paused. */
const TRANSITIONS = {
  pause: { from: ['active', 'disconnected', 'error'], to: 'paused' },
  activate: { from: ['paused', 'disconnected', 'error'], to: 'active' },
} as const satisfies Record<AccountAction, { from: readonly AccountStatus[]; to: AccountStatus }>;

/** The status after the action; `invalid_transition` where it makes no sense. */
export function statusAfter(action: AccountAction, status: AccountStatus): AccountStatus {
  const { from, to } = TRANSITIONS[action];
  if (from.some((allowed) => allowed === status)) return to;

  throw new DomainError(
    'conflict',
    'invalid_transition',
    `the sending account is ${status}: it cannot ${action}`,
    { state: status, action },
  );
}
