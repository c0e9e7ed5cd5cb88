import { z } from 'zod';
import { defineEvent, type DataOf } from './define.js';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';

/** Whose message of which step a fact is about. */
const EmailFact = z.object({
  send_id: IdOf('send'),
  campaign_id: IdOf('camp'),
  enrollment_id: IdOf('enr'),
  contact_id: IdOf('cont'),
  step_id: IdOf('step'),
  step_number: z.number().int(),
  /** The label of the variant that was written; null for a step without any, absent where it is not known. */
  variant: z.string().nullable().optional(),
  /** When it happened, which may be well before it is told. */
  at: Instant,
});

const OfAccount = EmailFact.extend({ email: z.string(), sending_account_id: IdOf('ea') });

/** Why a receiving server refused for good, or a message was given up. */
const Refusal = z.object({
  code: z.string(),
  smtp_code: z.number().int().nullable(),
  enhanced_code: z.string().nullable(),
  message: z.string(),
});

export const EmailSent = defineEvent({
  type: 'email.sent',
  version: 1,
  toldBy: 'dispatcher',
  summary: 'A receiving server took the message over.',
  data: OfAccount.extend({ message_id: z.string(), subject: z.string() }),
});

/** `hard` means that the address itself is dead. */
export const EmailBounced = defineEvent({
  type: 'email.bounced',
  version: 1,
  toldBy: 'dispatcher',
  summary: 'The message was refused for good: by a 5xx in the dialogue, or by a delivery report later.',
  data: OfAccount.extend({ hard: z.boolean(), refusal: Refusal }),
});

export const EmailFailed = defineEvent({
  type: 'email.failed',
  version: 1,
  toldBy: 'dispatcher',
  summary: 'The message was given up after all tries, or could not be composed; nothing left.',
  data: EmailFact.extend({ email: z.string(), refusal: Refusal }),
});

export const EmailDropped = defineEvent({
  type: 'email.dropped',
  version: 1,
  toldBy: 'dispatcher',
  summary:
    'The message was overdue by more than a day at a resume: it is not sent, and the contact moves on.',
  data: EmailFact,
});

export const EmailIndeterminate = defineEvent({
  type: 'email.indeterminate',
  version: 1,
  toldBy: 'dispatcher',
  summary: 'Nobody knows whether the message left; the contact moves on without a second one.',
  data: OfAccount.extend({ message_id: z.string(), subject: z.string() }),
});

/** `machine`: by a scanner, prefetcher or privacy proxy; left out of the metrics. */
export const EmailOpened = defineEvent({
  type: 'email.opened',
  version: 1,
  toldBy: 'gateway',
  summary: 'The pixel of a message was fetched, by a person or by a machine.',
  data: EmailFact.extend({ machine: z.boolean() }),
});

/** Internal. The inbox is to blame, not the contact. */
export const LoginRefused = defineEvent({
  type: 'email.login_refused',
  version: 1,
  toldBy: 'dispatcher',
  summary: 'The server of an inbox refused its login.',
  data: z.object({ sending_account_id: IdOf('ea'), at: Instant, smtp_code: z.number().int().nullable() }),
});

/** What ends a send, one way or another. */
export const OUTCOME_EVENTS = [
  EmailSent,
  EmailBounced,
  EmailFailed,
  EmailDropped,
  EmailIndeterminate,
] as const;
export type OutcomeEvent = DataOf<(typeof OUTCOME_EVENTS)[number]>;
