import { Injectable } from '@nestjs/common';
import type {
  GetImapCredentials,
  GetSmtpCredentials,
  ImapCredentials,
  RequestOf,
  ResponseOf,
  SmtpCredentials,
} from '#contracts';
import { SendingAccounts } from '../persistence/sending-accounts.js';
import { ServerLogins } from './server-logins.js';

/** The servers of accounts with their logins, for those who send from them and those who read them. */
@Injectable()
export class GetCredentials {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly logins: ServerLogins,
  ) {}

  async smtp({ sending_account_ids, renew }: RequestOf<typeof GetSmtpCredentials>) {
    const accounts = await this.accounts.ofAnyWorkspace(sending_account_ids);
    const { found, unreadable } = await this.logins.of(accounts, { protocol: 'smtp', renew });
    const results = found.map(({ account, login }): SmtpCredentials => {
      const { id, version, email, display_name, imap } = account;
      return {
        sending_account_id: id,
        version,
        email,
        display_name,
        smtp: login,
        reads_replies: imap !== null,
      };
    });
    return { results, unreadable } satisfies ResponseOf<typeof GetSmtpCredentials>;
  }

  /** Accounts whose mailbox is not read are absent. */
  async imap({ sending_account_ids, renew }: RequestOf<typeof GetImapCredentials>) {
    const accounts = await this.accounts.ofAnyWorkspace(sending_account_ids);
    const read = accounts.filter(({ imap }) => imap !== null);
    const { found, unreadable } = await this.logins.of(read, { protocol: 'imap', renew });
    const results = found.map(({ account, login }): ImapCredentials => {
      const { id, workspace_id, version, email } = account;
      return { sending_account_id: id, workspace_id, version, email, imap: login };
    });
    return { results, unreadable } satisfies ResponseOf<typeof GetImapCredentials>;
  }
}
