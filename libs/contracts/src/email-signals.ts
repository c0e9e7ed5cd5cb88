import { z } from 'zod';
import { defineEvent } from './define.js';
import { EmailFact, EmailOfAccount } from './emails.js';
import { CalendarDate } from './fields.js';
import { IdOf } from './ids.js';
import { ReplyIntent } from './reply-intent.js';

/** `machine`: by a scanner, prefetcher or privacy proxy; left out of the metrics. */
export const EmailOpened = defineEvent({
  type: 'email.opened',
  producedBy: ['gateway', 'platforms'],
  consumedBy: ['analytics-email', 'deliverability-health', 'dispatcher-signals', 'webhooks-email'],
  summary: 'A person or a machine fetched the open pixel of a message.',
  data: EmailFact.extend({ machine: z.boolean() }),
});

/** `url`: the target of the link. `machine`: as for `email.opened`. */
export const EmailClicked = defineEvent({
  type: 'email.clicked',
  producedBy: ['gateway', 'platforms'],
  consumedBy: ['analytics-email', 'dispatcher-signals', 'webhooks-email'],
  summary: 'A person or a machine followed a link of a message.',
  data: EmailFact.extend({ url: z.string(), machine: z.boolean() }),
});

/** `method`: the button of a mail client (RFC 8058), the button of our page, a mail that asks for it, or a platform’s own way. */
export const EmailUnsubscribed = defineEvent({
  type: 'email.unsubscribed',
  producedBy: ['gateway', 'inbound', 'platforms'],
  consumedBy: [
    'analytics-email',
    'deliverability-health',
    'dispatcher-signals',
    'enrollment-signals',
    'webhooks-email',
  ],
  summary: 'A contact wants no more mail from the workspace.',
  data: EmailFact.extend({ method: z.enum(['one_click', 'page', 'email', 'platform']) }),
});

/** One judgement of one reply. `version` rises with every correction: the highest one wins. */
const ReplyFact = EmailOfAccount.extend({
  reply_id: IdOf('rep'),
  version: z.number().int().min(1),
  intent: ReplyIntent,
  /** From 0 to 1: how sure the rules are. 1 for a correction by a person. */
  confidence: z.number().min(0).max(1),
  /** A program wrote it, such as an out-of-office. */
  automatic: z.boolean(),
  /** The address that it came from, which may be another one than the contact’s. */
  from: z.string(),
  /** The beginning of the new text, at most 300 characters; whole bodies stay in `inbound`. */
  snippet: z.string().max(300),
  /** The first day on which the contact is back, where an out-of-office says it. */
  returns_on: CalendarDate.nullable(),
});

/**
 * Whether the contact answered. A program that wrote for the contact did not, nor did a server; a person who corrects the
 * intent knows better than the headers.
 */
export const isAnswer = ({
  version,
  automatic,
  intent,
}: Pick<z.infer<typeof ReplyFact>, 'version' | 'automatic' | 'intent'>): boolean =>
  intent !== 'ooo' && intent !== 'bounce' && (version > 1 || !automatic);

export const EmailReplied = defineEvent({
  type: 'email.replied',
  producedBy: ['inbound'],
  consumedBy: [
    'analytics-email',
    'deliverability-health',
    'dispatcher-signals',
    'enrollment-signals',
    'webhooks-email',
  ],
  summary: 'A contact answered a message, or a program answered for the contact.',
  data: ReplyFact,
});

/** Internal. */
export const ReplyCorrected = defineEvent({
  type: 'email.reply_corrected',
  producedBy: ['inbound'],
  consumedBy: ['analytics-email', 'deliverability-health', 'dispatcher-signals', 'enrollment-signals'],
  summary: 'A person gave a reply another intent.',
  data: ReplyFact,
});

export const EmailSpamComplaint = defineEvent({
  type: 'email.spam_complaint',
  producedBy: ['inbound', 'bus'],
  consumedBy: [
    'analytics-email',
    'deliverability-health',
    'dispatcher-signals',
    'enrollment-signals',
    'webhooks-email',
  ],
  summary: 'The contact reported the message as spam.',
  data: EmailOfAccount,
});

/**
 * Internal: the dispatcher judges the words of the report as it judges an SMTP reply, and publishes `email.bounced`, or
 * tries again later.
 */
export const BounceReported = defineEvent({
  type: 'email.bounce_reported',
  producedBy: ['inbound', 'bus', 'platforms'],
  consumedBy: ['dispatcher-bounces'],
  summary: 'A delivery report, or a platform, says that a message that was accepted has not arrived.',
  data: EmailFact.extend({
    /** The answer of the server that refused, in one line: `550 5.1.1 user unknown`. */
    answer: z.string(),
    smtp_code: z.number().int().nullable(),
    enhanced_code: z.string().nullable(),
    /** The report is about another address, to which the contact’s own server had passed the message on. */
    forwarded: z.boolean().optional(),
    /** The report names an address and no message of ours. Anybody can write it, so it never suppresses a contact. */
    unproven: z.boolean().optional(),
  }),
});
