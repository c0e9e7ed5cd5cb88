import type { SendStatus } from '#contracts';
import { idOf, type Id } from '#kernel';

/** A row of the lists of sends. */
export interface SendRow {
  readonly id: string;
  readonly campaign_id: string;
  readonly contact_id: string;
  readonly email: string;
  readonly step_number: number;
  readonly variant: string | null;
  readonly account_id: string | null;
  readonly status: SendStatus;
  readonly due_at: Date;
  readonly sent_at: Date | null;
  readonly message_id: string | null;
  readonly subject: string | null;
  readonly opened_at: Date | null;
  readonly bounced_at: Date | null;
  readonly error_code: string | null;
  readonly smtp_code: number | null;
  readonly error_message: string | null;
}

export interface StoredSend {
  readonly id: Id<'send'>;
  readonly campaignId: Id<'camp'>;
  readonly contactId: Id<'cont'>;
  readonly email: string;
  readonly stepNumber: number;
  readonly variant: string | null;
  readonly accountId: Id<'ea'> | null;
  readonly status: SendStatus;
  readonly dueAt: Date;
  readonly sentAt: Date | null;
  readonly messageId: string | null;
  readonly subject: string | null;
  readonly openedAt: Date | null;
  readonly bouncedAt: Date | null;
  readonly error: {
    readonly code: string;
    readonly smtpCode: number | null;
    readonly message: string | null;
  } | null;
}

export const storedSend = (row: SendRow): StoredSend => ({
  id: idOf('send', row.id),
  campaignId: idOf('camp', row.campaign_id),
  contactId: idOf('cont', row.contact_id),
  email: row.email,
  stepNumber: row.step_number,
  variant: row.variant,
  accountId: row.account_id === null ? null : idOf('ea', row.account_id),
  status: row.status,
  dueAt: row.due_at,
  sentAt: row.sent_at,
  messageId: row.message_id,
  subject: row.subject,
  openedAt: row.opened_at,
  bouncedAt: row.bounced_at,
  error:
    row.error_code === null
      ? null
      : { code: row.error_code, smtpCode: row.smtp_code, message: row.error_message },
});
