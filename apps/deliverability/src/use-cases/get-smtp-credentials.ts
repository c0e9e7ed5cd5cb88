import { Injectable, Logger } from '@nestjs/common';
import type { GetSmtpCredentials as GetSmtpCredentialsRequest, RequestOf, ResponseOf } from '#contracts';
import { SecretBox, UnreadableSecret } from '#secrets';
import { requiresTls, type SendingAccount } from '../domain/sending-account.js';
import { passwordOwner } from '../persistence/password-owner.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

type Answer = ResponseOf<typeof GetSmtpCredentialsRequest>;
type Credentials = Answer['results'][number];

@Injectable()
export class GetSmtpCredentials {
  private readonly logger = new Logger(GetSmtpCredentials.name);

  constructor(
    private readonly accounts: SendingAccounts,
    private readonly secrets: SecretBox,
  ) {}

  /** The SMTP servers of these accounts, with the passwords in plain text. */
  async execute({ sending_account_ids }: RequestOf<typeof GetSmtpCredentialsRequest>): Promise<Answer> {
    const accounts = await this.accounts.ofAnyWorkspace(sending_account_ids);
    const results: Credentials[] = [];
    const unreadable: SendingAccount['id'][] = [];
    for (const account of accounts) {
      const credentials = this.credentialsOf(account);
      if (credentials === undefined) unreadable.push(account.id);
      else results.push(credentials);
    }
    return { results, unreadable };
  }

  /** Undefined where no key opens the password: the accounts of other workspaces in the request are answered. */
  private credentialsOf(account: SendingAccount): Credentials | undefined {
    const { id, version, email, display_name } = account;
    try {
      return { sending_account_id: id, version, email, display_name, smtp: this.decrypted(account) };
    } catch (error) {
      if (!(error instanceof UnreadableSecret)) throw error;
      this.logger.error(error.message);
      return undefined;
    }
  }

  private decrypted({ id, smtp }: SendingAccount): Credentials['smtp'] {
    const { encrypted_password, ...server } = smtp;
    const owner = passwordOwner(id, 'smtp');
    const password = encrypted_password === null ? null : this.secrets.decrypt(encrypted_password, owner);
    return { ...server, require_tls: requiresTls(smtp), password };
  }
}
