import type { Composed } from '#composing';
import type { SmtpCredentials } from '#contracts';
import { emailMessageOf, type MessageFacts } from '../composing/compose-email-message.js';
import type { EmailMessage } from '../domain/email-message.js';
import { refusalOf, type Outcome } from '../domain/outcome.js';
import type { ClaimedSend } from '../persistence/claims.js';

/** A message that may leave. */
export interface PreparedMessage {
  readonly send: ClaimedSend;
  readonly message: EmailMessage;
  /** The label of the variant. */
  readonly variant: string | null;
  readonly credentials: SmtpCredentials;
  /** The end of the contact's window; null where the campaign's zone counts. */
  readonly closesAt: Date | null;
}

/** A message that has to be composed. */
export interface Draft extends Omit<PreparedMessage, 'message'> {
  readonly facts: MessageFacts;
}

/** A send that cannot leave now, and why. */
export interface Ended {
  readonly send: ClaimedSend;
  readonly outcome: Outcome;
}

export type Prepared = PreparedMessage | Ended;

/** A template is a customer's text, so its failure is an outcome of this send and no failure of the process. */
export function preparedOf({ facts, ...draft }: Draft, composed: Composed | undefined): Prepared {
  const { send, variant } = draft;
  const where = variant === null ? '' : `variant ${variant}: `;
  if (composed === undefined || 'failure' in composed) {
    return { send, outcome: failed('template_failed', where + (composed?.failure.message ?? 'no result')) };
  }
  const [empty] = composed.emptyFields;
  if (empty !== undefined) {
    const code = empty === 'subject' ? 'empty_subject' : 'empty_body';
    return { send, outcome: failed(code, `${where}the ${empty} is empty for this contact`) };
  }
  return { ...draft, message: emailMessageOf(facts, composed) };
}

export const failed = (code: string, message: string): Outcome => ({
  kind: 'failed',
  refusal: refusalOf(code, message),
});
