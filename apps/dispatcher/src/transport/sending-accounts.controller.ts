import { TestSendingAccount, type ConnectionTest, type RequestOf } from '#contracts';
import { notFound } from '#kernel';
import { Answers } from '#messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { testConnection } from '../clients/smtp/connection-test.js';
import { Transports } from '../clients/transports.js';

@Controller()
export class SendingAccountsController {
  constructor(private readonly transports: Transports) {}

  @Answers(TestSendingAccount)
  async test(
    @Payload() { sending_account_id: id }: RequestOf<typeof TestSendingAccount>,
  ): Promise<ConnectionTest> {
    this.transports.forget([id]); // a password that was changed a moment ago is the one to be tried
    const transport = (await this.transports.of(new Set([id]))).get(id);
    if (transport === undefined) throw notFound('sending account', id);

    return testConnection(transport);
  }
}
