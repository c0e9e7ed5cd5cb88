import { z } from 'zod';
import { defineEvent } from './define.js';
import { Instant } from './fields.js';
import { IdOf } from './ids.js';
import { AccountStatus } from './sending-accounts.js';

/** The fields of a sending account that the dispatcher needs, and never a secret. */
export const AccountChanged = defineEvent({
  type: 'account.changed',
  producedBy: ['deliverability'],
  consumedBy: ['dispatcher-accounts', 'inbound-accounts', 'platforms-accounts'],
  summary: 'A sending account was added or changed.',
  data: z.object({
    version: z.number().int().min(1),
    sending_account_id: IdOf('ea'),
    email: z.string(),
    status: AccountStatus,
    daily_send_limit: z.number().int(),
    /** The daily ceiling of its warmup stage; null: none. Absent in events of earlier versions. */
    ramp_limit: z.number().int().nullable().optional(),
    time_zone: z.string(),
    /** A deleted account is never active again; absent in events of earlier versions. */
    deleted: z.boolean().optional(),
    health_score: z.number().int(),
    /** Whether replies are read from its mailbox; absent in events of earlier versions. */
    reads_replies: z.boolean().optional(),
    /** Whether it takes part in a warmup, so that its spam folder is looked into; absent where it does not. */
    warms_up: z.boolean().optional(),
  }),
});

/** Internal. The mailbox is tried again from time to time, and after every change of the account. */
export const MailboxRefused = defineEvent({
  type: 'account.mailbox_refused',
  producedBy: ['inbound'],
  consumedBy: ['deliverability-mailboxes'],
  summary: 'The IMAP server of a sending account refused its login: its replies are not read.',
  data: z.object({
    sending_account_id: IdOf('ea'),
    /** The version of the account whose login was tried. */
    version: z.number().int(),
    at: Instant,
    answer: z.string(),
  }),
});

/** Internal. */
export const MailboxOpened = defineEvent({
  type: 'account.mailbox_opened',
  producedBy: ['inbound'],
  consumedBy: ['deliverability-mailboxes'],
  summary: 'A mailbox that was refused is read again.',
  data: z.object({ sending_account_id: IdOf('ea'), version: z.number().int(), at: Instant }),
});
