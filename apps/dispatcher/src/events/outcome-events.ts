import {
  AccountRested,
  EmailBounced,
  EmailDelivered,
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
import type { Outcome, Refusal } from '../domain/outcome.js';

/** The send that an event is about, in wire ids. */
export interface SendIdentity {
  readonly id: Id<'send'>;
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly enrollmentId: Id<'enr'>;
  readonly contactId: Id<'cont'>;
  readonly stepId: Id<'step'>;
  readonly stepNumber: number;
}

/** The stored part of a composed message. `variant` is the label of its variant. */
export interface SentMessage {
  readonly messageId: string;
  readonly subject: string;
  readonly variant: string | null;
}

/** A send with its outcome. `message` is null where none was composed. */
export interface EndedSendFacts extends SendIdentity {
  readonly accountId: Id<'ea'>;
  /** The version of the account whose login was tried. */
  readonly accountVersion?: number | null;
  readonly email: string;
  readonly message: SentMessage | null;
  readonly outcome: Outcome;
  readonly at: Date;
}

/** The accounts that a transaction stopped: an account that had stopped before gets no second event. */
export interface StoppedAccounts {
  /** Their servers refused them. */
  readonly closed: ReadonlySet<Id<'ea'>>;
  /** They are over their quota, until then. */
  readonly resting: ReadonlyMap<Id<'ea'>, Date>;
}

/** The events of recorded outcomes; a send that is only scheduled again has none. */
export function outcomeEvents(sends: readonly EndedSendFacts[], stopped: StoppedAccounts): EventMessage[] {
  return [
    ...messagesOf(EmailSent, endedAs('sent', sends), (send) => ({
      ...writtenFactOf(send),
      ...accountFieldsOf(send),
      ...messageOf(send),
    })),
    ...messagesOf(EmailDelivered, endedAs('sent', sends), (send) => ({
      ...writtenFactOf(send),
      ...accountFieldsOf(send),
    })),
    ...messagesOf(EmailBounced, endedAs('bounced', sends), (send) => ({
      ...writtenFactOf(send),
      ...accountFieldsOf(send),
      hard: send.outcome.class === 'hard',
      class: send.outcome.class,
      refusal: send.outcome.refusal,
    })),
    ...messagesOf(EmailFailed, endedAs('failed', sends), (send) => ({
      ...writtenFactOf(send),
      email: send.email,
      refusal: send.outcome.refusal,
    })),
    ...messagesOf(EmailIndeterminate, endedAs('indeterminate', sends), (send) => ({
      ...writtenFactOf(send),
      ...accountFieldsOf(send),
      ...messageOf(send),
    })),
    ...messagesOf(LoginRefused, lastOfEach(stopped.closed, endedAs('account_refused', sends)), (send) => ({
      ...stopFactOf(send),
      smtp_code: send.outcome.refusal.smtp_code,
      version: send.accountVersion ?? undefined,
    })),
    ...messagesOf(AccountRested, lastOfEach(stopped.resting, endedAs('account_rests', sends)), (send) => ({
      ...stopFactOf(send),
      until: (stopped.resting.get(send.accountId) ?? send.at).toISOString(),
    })),
  ];
}

type EndedAs<Kind extends Outcome['kind']> = EndedSendFacts & { readonly outcome: { readonly kind: Kind } };

const endedAs = <Kind extends Outcome['kind']>(kind: Kind, sends: readonly EndedSendFacts[]) =>
  sends.filter((send): send is EndedAs<Kind> => send.outcome.kind === kind);

/** A send of a lost time: nobody knows its message, nor always its account. */
export interface DoubtfulSend extends SendIdentity {
  readonly accountId: Id<'ea'> | null;
  readonly email: string;
  /** The earliest instant at which it can have left. */
  readonly at: Date;
}

export const doubtfulEvents = (sends: readonly DoubtfulSend[]): EventMessage[] =>
  messagesOf(EmailIndeterminate, sends, (send) => ({
    ...factOf(send),
    email: send.email,
    ...(send.accountId && { sending_account_id: send.accountId }),
  }));

export const droppedEvents = (sends: readonly SendIdentity[], at: Date): EventMessage[] =>
  messagesOf(
    EmailDropped,
    sends.map((send) => ({ ...send, at })),
    factOf,
  );

function messagesOf<C extends EventContract, S extends SendIdentity & { readonly at: Date }>(
  contract: C,
  sends: readonly S[],
  dataOf: (send: S) => DataOf<C>,
): EventMessage[] {
  const events = sends.map((send) =>
    makeEvent(contract, {
      service: 'dispatcher',
      workspaceId: send.workspaceId,
      time: send.at,
      data: dataOf(send),
    }),
  );
  return toMessages(contract, events);
}

/** A send in events and in the tokens of its open pixel. */
export const sendFieldsOf = (send: SendIdentity) => ({
  send_id: send.id,
  campaign_id: send.campaignId,
  enrollment_id: send.enrollmentId,
  contact_id: send.contactId,
  step_id: send.stepId,
  step_number: send.stepNumber,
});

const factOf = (send: SendIdentity & { readonly at: Date }) => ({
  ...sendFieldsOf(send),
  at: send.at.toISOString(),
});

/** The variant is known only where a message was composed. */
const writtenFactOf = (send: EndedSendFacts) => ({
  ...factOf(send),
  ...(send.message && { variant: send.message.variant }),
});

const accountFieldsOf = (send: EndedSendFacts) => ({ email: send.email, sending_account_id: send.accountId });

function messageOf({ id, message }: EndedSendFacts): { message_id: string; subject: string } {
  if (message === null) throw new Error(`${id} has an outcome that needs a message, and none was composed`);
  return { message_id: message.messageId, subject: message.subject };
}

const stopFactOf = (send: EndedSendFacts & { readonly outcome: { readonly refusal: Refusal } }) => ({
  sending_account_id: send.accountId,
  at: send.at.toISOString(),
  answer: send.outcome.refusal.message,
});

/** One event per account: a server that refuses an account once refuses it for all messages of the batch. */
const lastOfEach = <S extends EndedSendFacts>(
  stopped: { has(account: Id<'ea'>): boolean },
  refused: readonly S[],
): S[] => {
  const byAccount = new Map(refused.map((send) => [send.accountId, send]));
  return [...byAccount.values()].filter(({ accountId }) => stopped.has(accountId));
};
