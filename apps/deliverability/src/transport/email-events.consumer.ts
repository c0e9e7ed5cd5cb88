import { Injectable } from '@nestjs/common';
import { AccountRested, EmailBounced, EmailSent, LoginRefused, type EventOf } from '#contracts';
import { Clock } from '#kernel';
import { OnEvents } from '#messaging';
import { AccountHealth, type OutcomeEvent } from '../persistence/account-health.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

@Injectable()
export class EmailEventsConsumer {
  constructor(
    private readonly health: AccountHealth,
    private readonly accounts: SendingAccounts,
    private readonly clock: Clock,
  ) {}

  @OnEvents([EmailSent, EmailBounced], { durable: 'deliverability-health' })
  async count(events: OutcomeEvent[]): Promise<void> {
    await this.health.record(events, this.clock.now());
  }

  @OnEvents([LoginRefused], { durable: 'deliverability-logins' })
  async takeOut(events: EventOf<typeof LoginRefused>[]): Promise<void> {
    await this.accounts.markRefused(events, this.clock.now());
  }

  @OnEvents([AccountRested], { durable: 'deliverability-rests' })
  async rest(events: EventOf<typeof AccountRested>[]): Promise<void> {
    await this.accounts.markResting(events);
  }
}
