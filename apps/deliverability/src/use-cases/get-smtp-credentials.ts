import { Injectable } from '@nestjs/common';
import type { GetSmtpCredentials as GetSmtpCredentialsRequest, RequestOf, SmtpCredentials } from '#contracts';
import { requiresTls, type SendingAccount } from '../domain/sending-account.js';
import { passwordOwner, SecretBox } from '../persistence/secret-box.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

@Injectable()
export class GetSmtpCredentials {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly secrets: SecretBox,
  ) {}

  /** The SMTP servers of these accounts, with the passwords in plain text. */
  async execute({
    sending_account_ids,
  }: RequestOf<typeof GetSmtpCredentialsRequest>): Promise<SmtpCredentials[]> {
    const accounts = await this.accounts.ofAnyWorkspace(sending_account_ids);
    return accounts.map((account) => ({
      sending_account_id: account.id,
      version: account.version,
      email: account.email,
      display_name: account.display_name,
      smtp: this.decrypted(account),
    }));
  }

  private decrypted({ id, smtp }: SendingAccount): SmtpCredentials['smtp'] {
    const { encrypted_password, ...server } = smtp;
    const owner = passwordOwner(id, 'smtp');
    const password = encrypted_password === null ? null : this.secrets.decrypt(encrypted_password, owner);
    return { ...server, require_tls: requiresTls(smtp), password };
  }
}
