import { Controller } from '@nestjs/common';
import { TestSendingAccount, type ConnectionTest, type RequestOf, type SmtpCredentials } from '#contracts';
import { HandlesRequest } from '#messaging';
import { Outbound } from '#outbound';
import { SmtpCredentialsClient } from '../clients/smtp-credentials.js';
import { testConnection } from '../clients/smtp/connection-test.js';
import { TestOnPlatform } from '../use-cases/test-on-platform.js';

const UNREADABLE_PASSWORD: ConnectionTest = {
  ok: false,
  code: 'password_unreadable',
  message: 'the stored password cannot be decrypted: enter it again',
};

@Controller()
export class SendingAccountsController {
  constructor(
    private readonly credentials: SmtpCredentialsClient,
    private readonly testOnPlatform: TestOnPlatform,
    private readonly outbound: Outbound,
  ) {}

  @HandlesRequest(TestSendingAccount)
  async test({ sending_account_id: id }: RequestOf<typeof TestSendingAccount>) {
    this.credentials.forget([id]); // a password that was changed a moment ago is the one to be tried
    const credentials = (await this.credentials.of(new Set([id]))).get(id);
    if (credentials === undefined) return this.testOnPlatform.execute(id);
    if (credentials === 'unreadable') return UNREADABLE_PASSWORD;
    return this.tryOut(credentials);
  }

  private async tryOut(credentials: SmtpCredentials): Promise<ConnectionTest> {
    const { token_error } = credentials.smtp;
    if (token_error !== undefined) return { ok: false, code: 'access_token_missing', message: token_error };
    const first = await testConnection(credentials, this.outbound);
    const renewed = first.code === 'login_refused' ? await this.credentials.renewed(credentials) : undefined;
    return renewed === undefined ? first : testConnection(renewed, this.outbound);
  }
}
