import { Injectable } from '@nestjs/common';
import { Clock, type Id } from '#kernel';
import { NO_IMAP } from '../persistence/imap-columns.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

interface Ref {
  readonly workspace_id: Id<'ws'>;
  readonly sending_account_id: Id<'ea'>;
}

/** Told as disconnected, so that the dispatcher starts nothing more from it, whatever campaigns name it. */
@Injectable()
export class DeleteSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, sending_account_id }: Ref): Promise<void> {
    const now = this.clock.now();
    await this.accounts.change(workspace_id, sending_account_id, () => ({
      status: 'disconnected',
      status_reason: null,
      ...NO_IMAP,
      smtp_user: null,
      smtp_password_ciphertext: null,
      smtp_password_nonce: null,
      smtp_password_key_id: null,
      updated_at: now,
      deleted_at: now,
    }));
  }
}
