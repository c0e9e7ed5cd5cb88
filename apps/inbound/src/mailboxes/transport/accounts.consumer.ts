import { Injectable } from '@nestjs/common';
import { AccountChanged, type EventOf } from '#contracts';
import { OnEvents } from '#messaging';
import { Mailboxes } from '../persistence/mailboxes.js';
import { ReadingSchedule } from './reading.schedule.js';

/** Events may come twice, late or in any order: the highest version wins. */
@Injectable()
export class AccountsConsumer {
  constructor(
    private readonly mailboxes: Mailboxes,
    private readonly schedule: ReadingSchedule,
  ) {}

  @OnEvents([AccountChanged], { durable: 'inbound-accounts' })
  async store(events: EventOf<typeof AccountChanged>[]): Promise<void> {
    await this.mailboxes.store(events);
    this.schedule.wake();
  }
}
