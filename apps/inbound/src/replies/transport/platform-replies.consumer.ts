import { Injectable } from '@nestjs/common';
import { PlatformReplyReceived, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { ReceivePlatformReplies } from '../use-cases/receive-platform-replies.js';

@Injectable()
export class PlatformRepliesConsumer {
  constructor(private readonly receiveReplies: ReceivePlatformReplies) {}

  /** Needs no inbox: a reply has a key, and is stored once. */
  @OnEvents([PlatformReplyReceived], { durable: 'inbound-platform-replies' })
  async receive(events: EventOf<typeof PlatformReplyReceived>[]): Promise<void> {
    await this.receiveReplies.execute(events);
  }
}
