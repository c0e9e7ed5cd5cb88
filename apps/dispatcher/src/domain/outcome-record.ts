import type { Outcome, Refusal } from './outcome.js';

/** What is written down of an outcome. */
export interface Settlement {
  readonly status: 'scheduled' | 'sent' | 'bounced' | 'failed' | 'canceled' | 'indeterminate';
  /** When it is due again; null where that stays as it was. */
  readonly due_at: Date | null;
  /** When the contact's window closes in which it is due; null where that stays as it was. */
  readonly closes_at: Date | null;
  /** How many tries it adds. */
  readonly tries: 0 | 1;
  readonly error_code: string | null;
  readonly smtp_code: number | null;
  readonly error_message: string | null;
  /** Nothing left, so that what the claim had reserved of the limits is free again. */
  readonly gives_back: boolean;
  /** A first message may go from any inbox next time. */
  readonly frees_inbox: boolean;
  /** Its server was not there: others go first for a while. */
  readonly rests_inbox: boolean;
  /** What its inbox is to leave until its next message, it does not owe for this one. */
  readonly ends_gap: boolean;
}

const NO_ERROR = { error_code: null, smtp_code: null, error_message: null };
const AS_IT_WAS = { due_at: null, closes_at: null, rests_inbox: false, ends_gap: false } as const;
const KEPT = { ...AS_IT_WAS, tries: 1, gives_back: false, frees_inbox: false } as const;
const GIVEN_BACK = { ...AS_IT_WAS, tries: 0, gives_back: true, frees_inbox: true } as const;

/**
 * A retry keeps its inbox, since greylisting knows the sender by its address; whoever could not even log in, or did not
 * get that far, does not.
 */
export function settlementOf(outcome: Outcome): Settlement {
  switch (outcome.kind) {
    case 'sent':
      return { status: 'sent', ...KEPT, ...NO_ERROR };
    case 'bounced':
      return { status: 'bounced', ...KEPT, ...errorOf(outcome.refusal) };
    case 'indeterminate':
      return { status: 'indeterminate', ...KEPT, ...errorOf(outcome.refusal) };
    case 'failed':
      return {
        status: 'failed',
        ...GIVEN_BACK,
        tries: 1,
        ...inboxAfter(outcome.refusal),
        ...errorOf(outcome.refusal),
      };
    case 'retry':
      return {
        status: 'scheduled',
        ...GIVEN_BACK,
        tries: 1,
        due_at: outcome.dueAt,
        ...inboxAfter(outcome.refusal),
        ...errorOf(outcome.refusal),
      };
    case 'login_refused':
      return { status: 'scheduled', ...GIVEN_BACK, ...errorOf(outcome.refusal) };
    case 'canceled':
      return {
        status: 'canceled',
        ...GIVEN_BACK,
        frees_inbox: false,
        ...NO_ERROR,
        error_code: outcome.reason,
      };
    case 'deferred':
      return {
        status: 'scheduled',
        ...GIVEN_BACK,
        due_at: outcome.dueAt,
        closes_at: outcome.closesAt,
        ends_gap: true,
        ...NO_ERROR,
      };
    case 'released':
      return { status: 'scheduled', ...GIVEN_BACK, ...NO_ERROR };
  }
}

/** Nobody said no, for nobody was there: it says nothing of the send, and another inbox may do better. */
const UNREACHED = new Set(['connection_refused', 'connection_failed', 'no_transport']);

function inboxAfter({ code }: Refusal): Pick<Settlement, 'frees_inbox' | 'rests_inbox'> {
  const unreached = UNREACHED.has(code);

  return { frees_inbox: unreached, rests_inbox: unreached };
}

const errorOf = ({ code, smtp_code, message }: Refusal) => ({
  error_code: code,
  smtp_code,
  error_message: message,
});
