import { Injectable } from '@nestjs/common';
import { EmailBounced, EmailSent, LoginRefused, type EventOf } from '#contracts';
import { Clock } from '#kernel';
import { isEvent, OnEvents } from '#messaging';
import { AccountHealth } from '../persistence/account-health.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

@Injectable()
export class EmailEventsConsumer {
  constructor(
    private readonly health: AccountHealth,
    private readonly accounts: SendingAccounts,
    private readonly clock: Clock,
  ) {}

  @OnEvents([EmailSent, EmailBounced], { durable: 'deliverability-health' })
  async count(events: (EventOf<typeof EmailSent> | EventOf<typeof EmailBounced>)[]): Promise<void> {
    const outcomes = events.map((event) => ({
      send_id: event.data.send_id,
      sending_account_id: event.data.sending_account_id,
      at: new Date(event.data.at),
      type: isEvent(EmailBounced, event) ? ('bounced' as const) : ('sent' as const),
    }));
    await this.health.record(outcomes, this.clock.now());
  }

  @OnEvents([LoginRefused], { durable: 'deliverability-logins' })
  async takeOut(events: EventOf<typeof LoginRefused>[]): Promise<void> {
    const refusals = events.map(({ id, data }) => ({
      event_id: id,
      sending_account_id: data.sending_account_id,
      reason: refusalText(data.smtp_code),
    }));
    await this.accounts.markRefused(refusals, this.clock.now());
  }
}

const refusalText = (smtpCode: number | null): string =>
  smtpCode === null ? 'the mail server refused the login' : `the mail server refused the login (${smtpCode})`;
