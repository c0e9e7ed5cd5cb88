import { Injectable } from '@nestjs/common';
import type { ConnectionTest, ImapCredentials } from '#contracts';
import { notFound, type Id } from '#kernel';
import { HostRefused, Outbound } from '#outbound';
import { ImapCredentialsClient } from '../clients/imap-credentials.js';
import { imapFailureOf } from '../clients/imap-failure.js';
import { ImapSession } from '../clients/imap-session.js';

/** Earlier than the requester's deadline. */
const DEADLINE_MS = 10_000;
/** A login reads no mail. */
const MAX_MAIL_BYTES = 65_536;

/** Opens the mailbox of an account in a session of its own, beside the reader's, and closes it. */
@Injectable()
export class TestMailboxLogin {
  constructor(
    private readonly credentials: ImapCredentialsClient,
    private readonly outbound: Outbound,
  ) {}

  async execute(accountId: Id<'ea'>): Promise<ConnectionTest> {
    const credentials = (await this.credentials.of([accountId], { renew: false })).get(accountId);
    if (credentials === undefined) throw notFound('mailbox of', accountId);
    if (credentials === 'unreadable') return UNREADABLE_PASSWORD;
    const { token_error } = credentials.imap;
    if (token_error !== undefined) return { ok: false, code: 'access_token_missing', message: token_error };
    return this.tryOut(credentials);
  }

  private async tryOut(credentials: ImapCredentials): Promise<ConnectionTest> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const session = await ImapSession.open(credentials, {
        outbound: this.outbound,
        maxMailBytes: MAX_MAIL_BYTES,
        signal,
      });
      session.close();
      return { ok: true };
    } catch (error) {
      if (error instanceof HostRefused) return { ok: false, code: error.code, message: error.message };
      const failure = imapFailureOf(error, credentials);
      return failure.end === 'refused'
        ? { ok: false, code: 'login_refused', message: failure.answer }
        : { ok: false, code: 'connection_failed', message: failure.reason };
    }
  }
}

const UNREADABLE_PASSWORD: ConnectionTest = {
  ok: false,
  code: 'password_unreadable',
  message: 'the stored password cannot be decrypted: enter it again',
};
