import { Injectable } from '@nestjs/common';
import { EmailBounced, EmailSent, EmailSpamComplaint } from '#contracts';
import { Clock } from '#kernel';
import { OnEvents } from '#messaging';
import { AccountHealth, type HealthEvent } from '../persistence/account-health.js';

@Injectable()
export class EmailEventsConsumer {
  constructor(
    private readonly health: AccountHealth,
    private readonly clock: Clock,
  ) {}

  @OnEvents([EmailSent, EmailBounced, EmailSpamComplaint], { durable: 'deliverability-health' })
  async count(events: HealthEvent[]): Promise<void> {
    await this.health.record(events, this.clock.now());
  }
}
