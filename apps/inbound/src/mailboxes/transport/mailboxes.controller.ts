import { Controller } from '@nestjs/common';
import { TestMailbox, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { TestMailboxLogin } from '../use-cases/test-mailbox-login.js';

@Controller()
export class MailboxesController {
  constructor(private readonly test: TestMailboxLogin) {}

  @HandlesRequest(TestMailbox)
  tryOut({ sending_account_id }: RequestOf<typeof TestMailbox>) {
    return this.test.execute(sending_account_id);
  }
}
