import type { SendStatus, SendView } from '#contracts';
import { idOf } from '#kernel';

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

/** A send as the API shows it. Clicks, replies and unsubscribes are not there yet. */
export const sendView = (row: SendRow): SendView => ({
  id: idOf('send', row.id),
  campaign_id: idOf('camp', row.campaign_id),
  contact_id: idOf('cont', row.contact_id),
  email: row.email,
  step_number: row.step_number,
  variant: row.variant,
  sending_account_id: row.account_id === null ? null : idOf('ea', row.account_id),
  status: row.status,
  scheduled_at: row.due_at.toISOString(),
  sent_at: row.sent_at?.toISOString() ?? null,
  message_id: row.message_id,
  subject: row.subject,
  opened_at: row.opened_at?.toISOString() ?? null,
  clicked_at: null,
  replied_at: null,
  bounced_at: row.bounced_at?.toISOString() ?? null,
  unsubscribed_at: null,
  error: row.error_code === null ? null : errorIn(row.error_code, row),
});

const errorIn = (code: string, { smtp_code, error_message }: SendRow) => ({
  code,
  smtp_code,
  message: error_message ?? code.replaceAll('_', ' '),
});
