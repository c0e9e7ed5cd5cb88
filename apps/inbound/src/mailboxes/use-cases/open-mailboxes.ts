import { Injectable, Logger } from '@nestjs/common';
import { isUnavailable } from '#kernel';
import { ImapCredentialsClient, type MailboxCredentials } from '../clients/imap-credentials.js';
import type { ImapFailure } from '../clients/imap-failure.js';
import type { Mailbox } from '../domain/mailbox.js';
import { Mailboxes } from '../persistence/mailboxes.js';
import { Readers, type DueMailbox } from './readers.js';

/** Injected. */
export abstract class OpeningOptions {
  /** 500 logins at one moment look like an attack to a provider that has all of the mailboxes. */
  abstract readonly perSecond: number;
}

/** Servers that do not answer would otherwise take up all of the memory. */
const MAX_OPENING = 100;
const WITHOUT_CREDENTIALS_MS = 5_000;

/** Opens the mailboxes whose time has come, a few at a time. Called every second. */
@Injectable()
export class OpenMailboxes {
  private readonly logger = new Logger(OpenMailboxes.name);

  constructor(
    private readonly readers: Readers,
    private readonly mailboxes: Mailboxes,
    private readonly credentials: ImapCredentialsClient,
    private readonly options: OpeningOptions,
  ) {}

  async execute(): Promise<void> {
    const due = this.readers.due(Math.min(this.options.perSecond, MAX_OPENING - this.readers.opening));
    if (due.length === 0) return;
    const credentials = await this.credentialsOf(due);
    if (credentials === undefined) return;
    const accounts = due.map(({ accountId }) => accountId);
    for (const mailbox of await this.mailboxes.held(this.readers.id, accounts)) {
      await this.open(mailbox, credentials.get(mailbox.accountId));
    }
  }

  private open(mailbox: Mailbox, credentials: MailboxCredentials | undefined): Promise<void> {
    if (credentials === undefined) return this.readers.fail(mailbox, NO_SERVER);
    if (credentials === 'unreadable') return this.readers.fail(mailbox, UNREADABLE);
    const { token_error } = credentials.imap;
    // Deliverability, which asks for the tokens, knows whether that is the fault of the account.
    if (token_error !== undefined) return this.readers.fail(mailbox, { end: 'broken', reason: token_error });

    return this.readers.read(mailbox, credentials);
  }

  /** Undefined while the service that has them is away. */
  private async credentialsOf(
    due: readonly DueMailbox[],
  ): Promise<Map<DueMailbox['accountId'], MailboxCredentials> | undefined> {
    const accountsOf = (renew: boolean) =>
      due.filter((each) => each.renew === renew).map(({ accountId }) => accountId);
    try {
      const found = await this.credentials.of(accountsOf(false), { renew: false });
      const renewed = await this.credentials.of(accountsOf(true), { renew: true });
      return new Map([...found, ...renewed]);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.logger.warn(`${due.length} mailboxes wait for their credentials: ${error.message}`);
      this.readers.postpone(due, WITHOUT_CREDENTIALS_MS);
      return undefined;
    }
  }
}

const NO_SERVER: ImapFailure = { end: 'broken', reason: 'the account has no IMAP server any more' };
const UNREADABLE: ImapFailure = { end: 'broken', reason: 'the stored password cannot be decrypted' };
