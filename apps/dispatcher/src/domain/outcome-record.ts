import type { Outcome, Refusal } from './outcome.js';

/** The columns that record an outcome. */
export interface OutcomeRecord {
  readonly status: 'scheduled' | 'sent' | 'bounced' | 'failed' | 'canceled' | 'indeterminate';
  /** The new due time; null where it stays as it was. */
  readonly due_at: Date | null;
  /** The end of the contact's window in which the send is due; null where it stays as it was. */
  readonly closes_at: Date | null;
  /** The tries that it adds. */
  readonly tries: 0 | 1;
  readonly error_code: string | null;
  readonly smtp_code: number | null;
  readonly error_message: string | null;
  /** Nothing left, so the limits that the claim reserved are given back. */
  readonly gives_back: boolean;
  /** A first message may leave from any account next time. */
  readonly unassigns_account: boolean;
  /** The account's server could not be reached: other accounts go first for a while. */
  readonly starts_cooldown: boolean;
  /** The sending account's minimum gap does not apply after this outcome. */
  readonly skips_gap: boolean;
}

const NO_ERROR = { error_code: null, smtp_code: null, error_message: null };
const UNCHANGED = { due_at: null, closes_at: null, starts_cooldown: false, skips_gap: false } as const;
const LIMITS_USED = { ...UNCHANGED, tries: 1, gives_back: false, unassigns_account: false } as const;
const LIMITS_GIVEN_BACK = { ...UNCHANGED, tries: 0, gives_back: true, unassigns_account: true } as const;

/**
 * A retry keeps its account, because greylisting knows the sender by its address. After an answer about the account, or from
 * an unreachable server, another account may send it.
 */
export const outcomeRecordOf = (outcome: Outcome): OutcomeRecord =>
  'refusal' in outcome ? refusedRecord(outcome) : unrefusedRecord(outcome);

type Refused = Extract<Outcome, { readonly refusal: Refusal }>;

function refusedRecord(outcome: Refused): OutcomeRecord {
  const error = errorOf(outcome.refusal);
  switch (outcome.kind) {
    case 'bounced':
    case 'indeterminate':
      return { status: outcome.kind, ...LIMITS_USED, ...error };
    case 'failed':
      return {
        status: 'failed',
        ...LIMITS_GIVEN_BACK,
        tries: 1,
        ...accountAfter(outcome.refusal),
        ...error,
      };
    case 'retry':
      return {
        status: 'scheduled',
        ...LIMITS_GIVEN_BACK,
        tries: 1,
        due_at: outcome.dueAt,
        ...accountAfter(outcome.refusal),
        ...error,
      };
    case 'account_refused':
    case 'account_rests':
      return { status: 'scheduled', ...LIMITS_GIVEN_BACK, ...error };
  }
}

function unrefusedRecord(outcome: Exclude<Outcome, Refused>): OutcomeRecord {
  switch (outcome.kind) {
    case 'sent':
      return { status: 'sent', ...LIMITS_USED, ...NO_ERROR };
    case 'canceled':
      return {
        status: 'canceled',
        ...LIMITS_GIVEN_BACK,
        unassigns_account: false,
        skips_gap: true,
        ...NO_ERROR,
        error_code: outcome.reason,
      };
    case 'deferred':
      return {
        status: 'scheduled',
        ...LIMITS_GIVEN_BACK,
        due_at: outcome.dueAt,
        closes_at: outcome.closesAt,
        skips_gap: true,
        ...NO_ERROR,
      };
    case 'released':
      return { status: 'scheduled', ...LIMITS_GIVEN_BACK, ...NO_ERROR };
  }
}

/** The account's server was not reached or let nobody in, which says nothing about the send: another account may succeed. */
const UNREACHED = new Set([
  'access_token_missing',
  'connection_refused',
  'greeting_deferred',
  'login_deferred',
  'connection_failed',
  'no_transport',
  'password_unreadable',
  'port_not_allowed',
  'server_not_public',
]);

function accountAfter({ code }: Refusal): Pick<OutcomeRecord, 'unassigns_account' | 'starts_cooldown'> {
  const unreached = UNREACHED.has(code);

  return { unassigns_account: unreached, starts_cooldown: unreached };
}

const errorOf = ({ code, smtp_code, message }: Refusal) => ({
  error_code: code,
  smtp_code,
  error_message: message,
});
