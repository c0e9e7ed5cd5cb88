import { Controller } from '@nestjs/common';
import { FindSentMessages, type RequestOf } from '#contracts';
import { HandlesRequest } from '#messaging';
import { SentMessages } from '../persistence/sent-messages.js';

@Controller()
export class SentMessagesController {
  constructor(private readonly sentMessages: SentMessages) {}

  @HandlesRequest(FindSentMessages)
  async find({ queries }: RequestOf<typeof FindSentMessages>) {
    return { results: await this.sentMessages.find(queries) };
  }
}
