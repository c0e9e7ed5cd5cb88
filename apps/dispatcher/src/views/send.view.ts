import type { SendView } from '#contracts';
import type { StoredSend } from '../persistence/stored-send.js';

/** A send as the API shows it. The dispatcher knows no clicks, replies and unsubscribes. */
export const sendView = (send: StoredSend): SendView => ({
  id: send.id,
  campaign_id: send.campaignId,
  contact_id: send.contactId,
  email: send.email,
  step_number: send.stepNumber,
  variant: send.variant,
  sending_account_id: send.accountId,
  status: send.status,
  scheduled_at: send.dueAt.toISOString(),
  sent_at: send.sentAt?.toISOString() ?? null,
  message_id: send.messageId,
  subject: send.subject,
  opened_at: send.openedAt?.toISOString() ?? null,
  clicked_at: null,
  replied_at: null,
  bounced_at: send.bouncedAt?.toISOString() ?? null,
  unsubscribed_at: null,
  error: send.error && {
    code: send.error.code,
    smtp_code: send.error.smtpCode,
    message: send.error.message ?? send.error.code.replaceAll('_', ' '),
  },
});
