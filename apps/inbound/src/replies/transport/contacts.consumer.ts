import { Injectable } from '@nestjs/common';
import { ContactDeleted, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { Replies } from '../persistence/replies.js';

@Injectable()
export class ContactsConsumer {
  constructor(private readonly replies: Replies) {}

  /** Needs no inbox: what is deleted stays so. */
  @OnEvents([ContactDeleted], { durable: 'inbound-contacts' })
  async forget(events: EventOf<typeof ContactDeleted>[]): Promise<void> {
    await this.replies.deleteOfContacts(events);
  }
}
