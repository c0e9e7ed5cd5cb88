import { Injectable } from '@nestjs/common';
import { AccountRested, LoginRefused, MailboxOpened, MailboxRefused, type EventOf } from '#contracts';
import { Clock } from '#kernel';
import { OnEvents, type AnyEventOf } from '#messaging';
import { AccountRefusals } from '../persistence/account-refusals.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

/** Other services tell how the servers of an account answered. */
@Injectable()
export class AccountEventsConsumer {
  constructor(
    private readonly refusals: AccountRefusals,
    private readonly accounts: SendingAccounts,
    private readonly clock: Clock,
  ) {}

  @OnEvents([LoginRefused], { durable: 'deliverability-logins' })
  async takeOut(events: EventOf<typeof LoginRefused>[]): Promise<void> {
    await this.refusals.bySmtp(events, this.clock.now());
  }

  @OnEvents([MailboxRefused, MailboxOpened], { durable: 'deliverability-mailboxes' })
  async watchMailboxes(events: AnyEventOf<typeof MailboxRefused | typeof MailboxOpened>[]): Promise<void> {
    await this.refusals.byImap(events, this.clock.now());
  }

  @OnEvents([AccountRested], { durable: 'deliverability-rests' })
  async rest(events: EventOf<typeof AccountRested>[]): Promise<void> {
    await this.accounts.markResting(events);
  }
}
