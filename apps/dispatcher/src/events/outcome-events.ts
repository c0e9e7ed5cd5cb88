import {
  EmailBounced,
  EmailDropped,
  EmailFailed,
  EmailIndeterminate,
  EmailSent,
  LoginRefused,
  type DataOf,
  type EventContract,
} from '#contracts';
import type { Id } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';
import type { Outcome } from '../domain/outcome.js';

/** Which send a fact is about, in ids of the wire. */
export interface SendIdentity {
  readonly id: Id<'send'>;
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly enrollmentId: Id<'enr'>;
  readonly contactId: Id<'cont'>;
  readonly stepId: Id<'step'>;
  readonly stepNumber: number;
}

/** What is kept of a letter. `variant`: the label of the one that it is written in. */
export interface ComposedLetter {
  readonly messageId: string;
  readonly subject: string;
  readonly variant: string | null;
}

/** What became of a send. The letter is known once one was composed. */
export interface SettledSend extends SendIdentity {
  readonly accountId: Id<'ea'>;
  readonly email: string;
  readonly letter: ComposedLetter | null;
  readonly outcome: Outcome;
  readonly at: Date;
}

/**
 * The messages that tell what became of sends; what only waits on is not told. `closed` are the inboxes that stop for
 * their logins: replicas and batches of one that has stopped already add nothing.
 */
export function outcomeMessages(
  sends: readonly SettledSend[],
  closed: ReadonlySet<Id<'ea'>>,
): EventMessage[] {
  return [
    ...messagesOf(EmailSent, sends, (send) =>
      send.outcome.kind === 'sent' ? { ...writtenFactOf(send), ...fromInbox(send), ...letterOf(send) } : null,
    ),
    ...messagesOf(EmailBounced, sends, (send) =>
      send.outcome.kind === 'bounced'
        ? {
            ...writtenFactOf(send),
            ...fromInbox(send),
            hard: send.outcome.hard,
            refusal: send.outcome.refusal,
          }
        : null,
    ),
    ...messagesOf(EmailFailed, sends, (send) =>
      send.outcome.kind === 'failed'
        ? { ...writtenFactOf(send), email: send.email, refusal: send.outcome.refusal }
        : null,
    ),
    ...messagesOf(EmailIndeterminate, sends, (send) =>
      send.outcome.kind === 'indeterminate'
        ? { ...writtenFactOf(send), ...fromInbox(send), ...letterOf(send) }
        : null,
    ),
    ...messagesOf(LoginRefused, firstOfEach(closed, sends), (send) =>
      send.outcome.kind === 'login_refused'
        ? {
            sending_account_id: send.accountId,
            at: send.at.toISOString(),
            smtp_code: send.outcome.refusal.smtp_code,
          }
        : null,
    ),
  ];
}

export const droppedMessages = (sends: readonly SendIdentity[], at: Date): EventMessage[] =>
  messagesOf(
    EmailDropped,
    sends.map((send) => ({ ...send, at })),
    factOf,
  );

function messagesOf<C extends EventContract, S extends SendIdentity & { readonly at: Date }>(
  contract: C,
  sends: readonly S[],
  dataOf: (send: S) => DataOf<C> | null,
): EventMessage[] {
  const events = sends.flatMap((send) => {
    const data = dataOf(send);
    if (data === null) return [];
    return [
      makeEvent(contract, { service: 'dispatcher', workspaceId: send.workspaceId, time: send.at, data }),
    ];
  });
  return toMessages(contract, events);
}

const factOf = (send: SendIdentity & { readonly at: Date }) => ({
  send_id: send.id,
  campaign_id: send.campaignId,
  enrollment_id: send.enrollmentId,
  contact_id: send.contactId,
  step_id: send.stepId,
  step_number: send.stepNumber,
  at: send.at.toISOString(),
});

/** Of what was never composed nobody knows how it would have been written. */
const writtenFactOf = (send: SettledSend) => ({
  ...factOf(send),
  ...(send.letter && { variant: send.letter.variant }),
});

const fromInbox = (send: SettledSend) => ({ email: send.email, sending_account_id: send.accountId });

function letterOf({ id, letter }: SettledSend): { message_id: string; subject: string } {
  if (letter === null) throw new Error(`${id} was handed over without a letter`);
  return { message_id: letter.messageId, subject: letter.subject };
}

/** A server that refuses one login refuses those of the whole batch. */
function firstOfEach(closed: ReadonlySet<Id<'ea'>>, sends: readonly SettledSend[]): SettledSend[] {
  const refused = sends.filter(
    ({ accountId, outcome }) => outcome.kind === 'login_refused' && closed.has(accountId),
  );
  return [...new Map(refused.map((send) => [send.accountId, send])).values()];
}
