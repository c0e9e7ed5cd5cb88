import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { SendingAccount } from '../../accounts/domain/sending-account.js';
import { AccountLog } from '../../accounts/index.js';
import { DeliverabilityEvents } from './deliverability-events.js';

@Injectable()
export class RefusedAccounts extends AccountLog {
  constructor(private readonly events: DeliverabilityEvents) {
    super();
  }

  async refused(tx: Transaction, accounts: readonly SendingAccount[]): Promise<void> {
    await this.events.add(
      tx,
      accounts.map(({ id, workspace_id, email, refused_by, status_reason, updated_at }) => ({
        workspace_id,
        type: 'account_refused',
        sending_account_id: id,
        message: `${email}: ${status_reason ?? ''}`,
        data: { email, refused_by },
        at: updated_at,
      })),
    );
  }
}
