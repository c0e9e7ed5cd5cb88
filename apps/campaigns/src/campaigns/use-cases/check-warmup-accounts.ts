import { Injectable } from '@nestjs/common';
import type { Id } from '#kernel';
import { Deliverability } from '../../clients/deliverability.js';
import { assertCanWarmUp, mailboxErrors } from '../domain/warmup.js';

/** Whether accounts can warm up together: there are two at least, and the mailbox of each is read. */
@Injectable()
export class CheckWarmupAccounts {
  constructor(private readonly deliverability: Deliverability) {}

  /** @throws DomainError `too_few_sending_accounts` or `no_imap_server` */
  async execute(workspaceId: Id<'ws'>, ids: readonly Id<'ea'>[]): Promise<void> {
    const accounts = await this.deliverability.accountsOf(workspaceId, ids);
    assertCanWarmUp(
      ids.length,
      mailboxErrors(ids, (id) => accounts.get(id)?.imap !== undefined),
    );
  }
}
