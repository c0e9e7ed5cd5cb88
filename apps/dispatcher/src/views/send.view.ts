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
  status: send.status === 'delegated' ? 'scheduled' : send.status,
  scheduled_at: scheduledAt.toISOString(),
  sent_at: instantOf(send.sent_at),
  message_id: send.message_id,
  subject: send.subject,
  opened_at: instantOf(send.opened_at),
  clicked_at: instantOf(send.clicked_at),
  replied_at: instantOf(send.replied_at),
  bounced_at: instantOf(send.bounced_at),
  unsubscribed_at: instantOf(send.unsubscribed_at),
  error: errorView(send),
});

const instantOf = (at: Date | null): string | null => at?.toISOString() ?? null;

const errorView = ({ error_code: code, smtp_code, error_message }: StoredSend): SendView['error'] =>
  code === null ? null : { code, smtp_code, message: error_message ?? code.replaceAll('_', ' ') };
