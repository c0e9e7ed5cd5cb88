import type { SendView } from '#contracts';
import { newId } from '#kernel';

const campaign_id = newId('camp');

/** A send that was delivered, unless `changes` say otherwise. */
export const sendView = (some: Partial<SendView> = {}): SendView => ({
  id: newId('send'),
  campaign_id,
  contact_id: newId('cont'),
  email: 'ada@example.com',
  step_number: 1,
  variant: null,
  sending_account_id: newId('ea'),
  status: 'sent',
  scheduled_at: '2026-03-02T09:00:00.000Z',
  sent_at: '2026-03-02T09:12:00.000Z',
  message_id: '<send.01@mail.example.com>',
  subject: 'A question',
  opened_at: null,
  clicked_at: null,
  replied_at: null,
  bounced_at: null,
  unsubscribed_at: null,
  error: null,
  ...some,
});
