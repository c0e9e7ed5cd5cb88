import { Injectable } from '@nestjs/common';
import type {
  RequestOf,
  SendingAccountChanges,
  UpdateSendingAccount as UpdateSendingAccountRequest,
} from '#contracts';
import { Clock } from '#kernel';
import { assertTokenStays, withLogin } from '../domain/account-login.js';
import { changedOAuth } from '../domain/oauth.js';
import { assertChangeable } from '../domain/platform-account.js';
import { historyOf, isMailProvider, type SendingAccount } from '../domain/sending-account.js';
import { changedServer } from '../domain/server-change.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';
import { EncryptLogin } from './encrypt-login.js';

@Injectable()
export class UpdateSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly encryptLogin: EncryptLogin,
    private readonly clock: Clock,
  ) {}

  execute({ changes, ...ref }: RequestOf<typeof UpdateSendingAccountRequest>): Promise<SendingAccount> {
    return this.accounts.change(ref, (account) => this.changed(account, changes));
  }

  private changed(account: SendingAccount, changes: SendingAccountChanges): SendingAccount {
    assertChangeable(account, changes);
    const { smtp, imap, oauth, warmup = {}, authentication, ...own } = changes;
    const now = this.clock.now();
    const changed = {
      ...account,
      ...given({ ...own, ...authentication }),
      ...historyOf(account, { ...warmup, reputation: own.reputation }, now),
      ...(smtp !== undefined && {
        smtp: changedServer('smtp', account.smtp, this.encryptLogin.server(account.id, 'smtp', smtp)),
      }),
      ...(imap !== undefined && { imap: this.changedImap(account, imap) }),
      ...(oauth !== undefined && { oauth: this.changedOAuth(account, changes) }),
      updated_at: now,
    };
    assertTokenStays(account, changed);
    return withLogin(account, changed);
  }

  private changedImap({ id, imap }: SendingAccount, changes: SendingAccountChanges['imap']) {
    return changes == null
      ? null
      : changedServer('imap', imap, this.encryptLogin.server(id, 'imap', changes));
  }

  private changedOAuth(account: SendingAccount, { oauth, ...changes }: SendingAccountChanges) {
    const provider = changes.provider ?? account.provider;
    return oauth == null || !isMailProvider(provider)
      ? null
      : changedOAuth(account.oauth, this.encryptLogin.oauth(account.id, oauth), provider);
  }
}

/** Drops the undefined fields, which stay as they are. */
const given = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
