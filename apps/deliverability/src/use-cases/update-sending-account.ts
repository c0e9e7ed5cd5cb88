import { Injectable } from '@nestjs/common';
import type {
  RequestOf,
  SendingAccountChanges,
  UpdateSendingAccount as UpdateSendingAccountRequest,
} from '#contracts';
import { Clock } from '#kernel';
import { SecretBox } from '#secrets';
import type { SendingAccount } from '../domain/sending-account.js';
import { changedServer } from '../domain/server-change.js';
import { passwordOwner } from '../persistence/password-owner.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

type ServerChanges = NonNullable<SendingAccountChanges['smtp']>;

@Injectable()
export class UpdateSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  execute({ changes, ...ref }: RequestOf<typeof UpdateSendingAccountRequest>): Promise<SendingAccount> {
    return this.accounts.change(ref, (account) => this.changed(account, changes));
  }

  private changed(account: SendingAccount, changes: SendingAccountChanges): SendingAccount {
    const { smtp, imap, warmup, authentication, ...own } = changes;
    return {
      ...account,
      ...given({ ...own, ...authentication, cumulative_sends: warmup?.cumulative_sends }),
      ...(warmup?.started_at !== undefined && { warmup_started_at: new Date(warmup.started_at) }),
      ...(smtp !== undefined && {
        smtp: changedServer('smtp', account.smtp, this.encrypted(smtp, passwordOwner(account.id, 'smtp'))),
      }),
      ...(imap !== undefined && { imap: this.changedImap(account, imap) }),
      updated_at: this.clock.now(),
    };
  }

  private changedImap({ id, imap }: SendingAccount, changes: ServerChanges | null) {
    if (changes === null) return null;
    return changedServer('imap', imap, this.encrypted(changes, passwordOwner(id, 'imap')));
  }

  private encrypted({ password, ...server }: ServerChanges, owner: string) {
    if (password === undefined) return server;
    return {
      ...server,
      encrypted_password: password === null ? null : this.secrets.encrypt(password, owner),
    };
  }
}

/** Drops the undefined fields, which stay as they are. */
const given = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
