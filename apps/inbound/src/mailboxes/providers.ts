import type { Provider } from '@nestjs/common';
import { ImapCredentialsClient } from './clients/imap-credentials.js';
import { MailboxLeases } from './persistence/mailbox-leases.js';
import { MailboxMetrics } from './persistence/mailbox-metrics.js';
import { Mailboxes } from './persistence/mailboxes.js';
import { SpamVisits } from './persistence/spam-visits.js';
import { AccountsConsumer } from './transport/accounts.consumer.js';
import { MailboxesController } from './transport/mailboxes.controller.js';
import { ReadingSchedule } from './transport/reading.schedule.js';
import { SpamSchedule } from './transport/spam.schedule.js';
import { HandOverMails } from './use-cases/hand-over-mails.js';
import { HoldMailboxes } from './use-cases/hold-mailboxes.js';
import { MailMemory } from './use-cases/mail-memory.js';
import { NoteFailure } from './use-cases/note-failure.js';
import { OpeningOptions, OpenMailboxes } from './use-cases/open-mailboxes.js';
import { ReadMailbox } from './use-cases/read-mailbox.js';
import { Readers } from './use-cases/readers.js';
import { RescueWarmupMails } from './use-cases/rescue-warmup-mails.js';
import { TestMailboxLogin } from './use-cases/test-mailbox-login.js';

export const clients = [ImapCredentialsClient];
export const repositories = [MailboxLeases, MailboxMetrics, Mailboxes, SpamVisits];
export const useCases = [
  HandOverMails,
  HoldMailboxes,
  MailMemory,
  NoteFailure,
  OpenMailboxes,
  ReadMailbox,
  Readers,
  RescueWarmupMails,
  TestMailboxLogin,
];
export const controllers = [MailboxesController];
export const schedules = [ReadingSchedule, SpamSchedule];
export const consumers = [AccountsConsumer];

export const optionsOf = ({
  IMAP_LOGINS_PER_SECOND,
}: {
  readonly IMAP_LOGINS_PER_SECOND: number;
}): Provider[] => [{ provide: OpeningOptions, useValue: { perSecond: IMAP_LOGINS_PER_SECOND } }];
