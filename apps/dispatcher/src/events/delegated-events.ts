import {
  EmailDelivered,
  EmailFailed,
  EmailSent,
  type DataOf,
  type EventContract,
  type EventOf,
  type LeadRefused,
  type PlatformMessageSent,
} from '#contracts';
import { makeEvent, toMessages, type EventMessage } from '#messaging';

/** The facts of a native send: no platform reports the delivery apart, so a message counts as delivered until it bounces. */
export const platformSentEvents = (reports: readonly EventOf<typeof PlatformMessageSent>[]): EventMessage[] => [
  ...messagesOf(EmailSent, reports, (data) => data),
  ...messagesOf(EmailDelivered, reports, ({ message_id: _id, subject: _subject, ...data }) => data),
];

export const refusedEvents = (refusals: readonly EventOf<typeof LeadRefused>[]): EventMessage[] =>
  messagesOf(EmailFailed, refusals, (data) => data);

function messagesOf<From extends EventContract, To extends EventContract>(
  contract: To,
  events: readonly EventOf<From>[],
  dataOf: (data: DataOf<From>) => DataOf<To>,
): EventMessage[] {
  const made = events.map(({ workspaceid, data }) =>
    makeEvent(contract, { service: 'dispatcher', workspaceId: workspaceid, time: new Date(data.at), data: dataOf(data) }),
  );
  return toMessages(contract, made);
}
