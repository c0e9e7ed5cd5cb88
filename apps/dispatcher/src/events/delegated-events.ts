import type { z } from 'zod';
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
import type { Id } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';

/** The facts of a native send: no platform reports the delivery apart, so a message counts as delivered until it bounces. */
export const platformSentEvents = (
  reports: readonly EventOf<typeof PlatformMessageSent>[],
): EventMessage[] => [
  ...messagesOf(EmailSent, reports),
  ...messagesOf(
    EmailDelivered,
    reports.map(({ data: { message_id: _id, subject: _subject, ...data }, ...report }) => ({
      ...report,
      data,
    })),
  ),
];

export const refusedEvents = (refusals: readonly EventOf<typeof LeadRefused>[]): EventMessage[] =>
  messagesOf(EmailFailed, refusals);

interface Fact<Data> {
  readonly workspaceid: Id<'ws'>;
  readonly data: Data;
}

function messagesOf<C extends EventContract<string, z.ZodType<{ readonly at: string }>>>(
  contract: C,
  facts: readonly Fact<DataOf<C>>[],
): EventMessage[] {
  const events = facts.map(({ workspaceid: workspaceId, data }) =>
    makeEvent(contract, { service: 'dispatcher', workspaceId, time: new Date(data.at), data }),
  );
  return toMessages(contract, events);
}
