import {
  BounceReported,
  EmailDelivered,
  EmailSpamComplaint,
  type DataOf,
  type EventContract,
  type SentMessage,
} from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';

/** How a message bounced, in the words of the server. */
interface Refusal {
  readonly answer: string;
  readonly smtp_code: number | null;
  readonly enhanced_code: string | null;
}

export const deliveredEvents = (message: SentMessage, at: Date): EventMessage[] =>
  messagesOf(EmailDelivered, message, at, accountFact(message, at));

export const complaintEvents = (message: SentMessage, at: Date): EventMessage[] =>
  messagesOf(EmailSpamComplaint, message, at, accountFact(message, at));

export const bounceEvents = (message: SentMessage, at: Date, refusal: Refusal): EventMessage[] =>
  messagesOf(BounceReported, message, at, { ...emailFact(message, at), ...refusal });

const messagesOf = <C extends EventContract>(
  contract: C,
  { workspace_id }: SentMessage,
  time: Date,
  data: DataOf<C>,
): EventMessage[] =>
  toMessages(contract, [makeEvent(contract, { service: 'bus', workspaceId: workspace_id, time, data })]);

const accountFact = (message: SentMessage, at: Date) => ({
  ...emailFact(message, at),
  email: message.email,
  sending_account_id: message.sending_account_id,
});

const emailFact = (message: SentMessage, at: Date) => ({
  send_id: message.send_id,
  campaign_id: message.campaign_id,
  enrollment_id: message.enrollment_id,
  contact_id: message.contact_id,
  step_id: message.step_id,
  step_number: message.step_number,
  ...(message.variant !== undefined && { variant: message.variant }),
  at: at.toISOString(),
});
