import { z } from 'zod';
import { defineEvent, type DataOf } from './define.js';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';

/** The message that a fact is about. */
export const EmailFact = z.object({
  send_id: IdOf('send'),
  campaign_id: IdOf('camp'),
  enrollment_id: IdOf('enr'),
  contact_id: IdOf('cont'),
  step_id: IdOf('step'),
  step_number: z.number().int(),
  /** The label of the variant that was sent; null for a step without variants, absent where it is unknown. */
  variant: z.string().nullable().optional(),
  /** When it happened, which may be well before the event is published. */
  at: Instant,
});

export const EmailOfAccount = EmailFact.extend({ email: z.string(), sending_account_id: IdOf('ea') });

/** Why a receiving server refused for good, or a message was given up; codes are null where there is none. */
export const Refusal = z.object({
  code: z.string(),
  smtp_code: z.number().int().nullable(),
  enhanced_code: z.string().nullable(),
  message: z.string(),
});

/** Why a message bounced; `hard`: the address itself is dead. */
export const BounceClass = z.enum([
  'hard',
  'mailbox_unavailable',
  'content_rejected',
  'reputation_blocked',
  'policy_rejected',
  'network',
  'unknown',
]);
export type BounceClass = z.infer<typeof BounceClass>;

export const EmailSent = defineEvent({
  type: 'email.sent',
  producedBy: ['dispatcher'],
  consumedBy: ['analytics-email', 'deliverability-health', 'enrollment-outcomes', 'webhooks-email'],
  summary: 'A receiving server accepted the message.',
  data: EmailOfAccount.extend({ message_id: z.string(), subject: z.string() }),
});

/** A later `email.bounced` of the same send takes it back: a server may accept first and refuse afterwards. */
export const EmailDelivered = defineEvent({
  type: 'email.delivered',
  producedBy: ['dispatcher', 'bus'],
  consumedBy: ['webhooks-email'],
  summary: 'The server of the recipient took the message over, as far as anybody knows.',
  data: EmailOfAccount,
});

/** `hard` means that the address itself is dead. Events of earlier versions have no `class`. */
export const EmailBounced = defineEvent({
  type: 'email.bounced',
  producedBy: ['dispatcher'],
  consumedBy: ['analytics-email', 'deliverability-health', 'enrollment-outcomes', 'webhooks-email'],
  summary: 'The message was refused for good: by a 5xx during SMTP, or by a delivery report later.',
  data: EmailOfAccount.extend({
    hard: z.boolean(),
    class: BounceClass.optional(),
    refusal: Refusal,
    /** The refusal came in a delivery report, after the server had accepted the message. */
    reported: z.boolean().optional(),
  }),
});

export const EmailFailed = defineEvent({
  type: 'email.failed',
  producedBy: ['dispatcher'],
  consumedBy: ['enrollment-outcomes'],
  summary: 'The message was given up after all tries, or could not be composed; nothing left.',
  data: EmailFact.extend({ email: z.string(), refusal: Refusal }),
});

export const EmailDropped = defineEvent({
  type: 'email.dropped',
  producedBy: ['dispatcher'],
  consumedBy: ['enrollment-outcomes'],
  summary:
    'The message was overdue by more than a day at a resume: it is not sent, and the contact moves on.',
  data: EmailFact,
});

export const EmailIndeterminate = defineEvent({
  type: 'email.indeterminate',
  producedBy: ['dispatcher'],
  consumedBy: ['enrollment-outcomes'],
  summary:
    'The process died during delivery, or the database was restored from a back-up, so the message may have left. The contact moves on without a second message.',
  /** After a restore nobody knows the message, nor always its account. */
  data: EmailOfAccount.partial({ sending_account_id: true }).extend({
    message_id: z.string().optional(),
    subject: z.string().optional(),
  }),
});

/** The sending account caused it, not the contact. `answer`: the words of its server; absent in earlier versions. */
const AccountStop = z.object({ sending_account_id: IdOf('ea'), at: Instant, answer: z.string().optional() });

/** Internal. */
export const LoginRefused = defineEvent({
  type: 'email.login_refused',
  producedBy: ['dispatcher'],
  consumedBy: ['deliverability-logins'],
  summary: 'The server of a sending account refused its login, or to send from its address.',
  data: AccountStop.extend({
    smtp_code: z.number().int().nullable(),
    /** The version of the account whose login was tried; absent in events of earlier versions. */
    version: z.number().int().optional(),
  }),
});

/** Internal. */
export const AccountRested = defineEvent({
  type: 'email.account_rested',
  producedBy: ['dispatcher'],
  consumedBy: ['deliverability-rests'],
  summary: 'A sending account has sent what its server allows, and sends nothing until then.',
  data: AccountStop.extend({ until: Instant }),
});

/** The events that end a send. */
export const OUTCOME_EVENTS = [
  EmailSent,
  EmailBounced,
  EmailFailed,
  EmailDropped,
  EmailIndeterminate,
] as const;
export type OutcomeEvent = DataOf<(typeof OUTCOME_EVENTS)[number]>;
