import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { statusAfter, type AccountAction } from '../domain/account-status.js';
import type { SendingAccountRow } from '../persistence/sending-account.row.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

interface Ref {
  readonly workspace_id: Id<'ws'>;
  readonly sending_account_id: Id<'ea'>;
}

/** Takes an account out of service, or puts it back. */
@Injectable()
export class SwitchSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly clock: Clock,
  ) {}

  execute(action: AccountAction, { workspace_id, sending_account_id }: Ref): Promise<SendingAccountRow> {
    return this.accounts.change(workspace_id, sending_account_id, ({ status }) => ({
      status: statusAfter(action, status),
      status_reason: null,
      updated_at: this.clock.now(),
    }));
  }
}
