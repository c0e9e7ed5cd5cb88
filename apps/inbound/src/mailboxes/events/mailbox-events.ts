import { MailboxOpened, MailboxRefused } from '#contracts';
import type { Id } from '#kernel';
import { makeEvent, toMessages, type EventMessage } from '#messaging';

/** A login at the mailbox of an account. */
export interface LoginFact {
  readonly accountId: Id<'ea'>;
  readonly workspaceId: Id<'ws'>;
  /** The version of the account whose credentials were used. */
  readonly version: number;
  readonly at: Date;
}

const draftOf = <Data>({ workspaceId, at }: LoginFact, data: Data) => ({
  service: 'inbound',
  workspaceId,
  time: at,
  data,
});

const dataOf = ({ accountId, version, at }: LoginFact) => ({
  sending_account_id: accountId,
  version,
  at: at.toISOString(),
});

export const refusedMessages = (login: LoginFact, answer: string): EventMessage[] =>
  toMessages(MailboxRefused, [makeEvent(MailboxRefused, draftOf(login, { ...dataOf(login), answer }))]);

export const openedMessages = (login: LoginFact): EventMessage[] =>
  toMessages(MailboxOpened, [makeEvent(MailboxOpened, draftOf(login, dataOf(login)))]);
