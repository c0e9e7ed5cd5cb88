import type { SendView } from '#contracts';
import { schedule, type ScheduleFacts } from '../domain/schedule.js';
import type { StoredSend } from '../persistence/stored-send.js';

/** Sends of a campaign as the API shows them; `facts` where one of them is scheduled. */
export function sendViews(sends: readonly StoredSend[], facts: ScheduleFacts | undefined): SendView[] {
  const scheduledAt = facts && schedule(facts);
  return sends.map((send) =>
    sendView(send, send.status === 'scheduled' && scheduledAt ? scheduledAt(send) : send.due_at),
  );
}

const sendView = (send: StoredSend, scheduledAt: Date): SendView => ({
  id: send.id,
  campaign_id: send.campaign_id,
  contact_id: send.contact_id,
  email: send.email,
  step_number: send.step_number,
  variant: send.variant,
  sending_account_id: send.account_id,
  status: send.status,
  scheduled_at: scheduledAt.toISOString(),
  sent_at: send.sent_at?.toISOString() ?? null,
  message_id: send.message_id,
  subject: send.subject,
  opened_at: send.opened_at?.toISOString() ?? null,
  clicked_at: send.clicked_at?.toISOString() ?? null,
  replied_at: send.replied_at?.toISOString() ?? null,
  bounced_at: send.bounced_at?.toISOString() ?? null,
  unsubscribed_at: send.unsubscribed_at?.toISOString() ?? null,
  error: errorView(send),
});

const errorView = ({ error_code: code, smtp_code, error_message }: StoredSend): SendView['error'] =>
  code === null ? null : { code, smtp_code, message: error_message ?? code.replaceAll('_', ' ') };
