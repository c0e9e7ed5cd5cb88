import { Controller } from '@nestjs/common';
import { FindSentMessages, type RequestOf, type SentMessageQuery } from '#contracts';
import { HandlesRequest } from '#messaging';
import { readSendId } from '#tracking';
import { SentMessages, type StoredMessageQuery } from '../persistence/sent-messages.js';
import { TrackingOptions } from '../use-cases/draft-messages.js';

@Controller()
export class SentMessagesController {
  constructor(
    private readonly sentMessages: SentMessages,
    private readonly tracking: TrackingOptions,
  ) {}

  @HandlesRequest(FindSentMessages)
  async find({ queries }: RequestOf<typeof FindSentMessages>) {
    return { results: await this.sentMessages.find(queries.map((query) => this.stored(query))) };
  }

  /** A Message-ID is no column to search by: it says its send itself. Null for one that is not ours. */
  private stored(query: SentMessageQuery): StoredMessageQuery | null {
    if (!('message_id' in query)) return query;
    const [token = ''] = query.message_id.replace(/^</, '').split('@', 1);
    const send_id = readSendId(this.tracking.secret, token);
    return send_id && { send_id };
  }
}
