import type { ReplyListItem, ReplyView } from '#contracts';
import type { Reply } from '../domain/reply.js';

export const replyListItem = (reply: Omit<Reply, 'text'>): ReplyListItem => ({
  id: reply.id,
  campaign_id: reply.campaign_id,
  contact_id: reply.contact_id,
  enrollment_id: reply.enrollment_id,
  send_id: reply.send_id,
  step_number: reply.step_number,
  sending_account_id: reply.sending_account_id,
  from: reply.from,
  subject: reply.subject,
  snippet: reply.snippet,
  intent: reply.intent,
  confidence: reply.confidence,
  corrected: reply.corrected,
  automatic: reply.automatic,
  returns_on: reply.returns_on,
  received_at: reply.received_at.toISOString(),
});

export const replyView = (reply: Reply): ReplyView => ({ ...replyListItem(reply), text: reply.text });
