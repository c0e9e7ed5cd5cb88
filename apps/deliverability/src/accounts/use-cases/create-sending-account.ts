import { Injectable } from '@nestjs/common';
import type { CreateSendingAccount as CreateSendingAccountRequest, RequestOf } from '#contracts';
import { Clock, newId } from '#kernel';
import { scoreOfNew } from '../../health/domain/health-score.js';
import { changedOAuth } from '../domain/oauth.js';
import { importedHistory, type SendingAccount } from '../domain/sending-account.js';
import { changedServer } from '../domain/server-change.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';
import { EncryptLogin } from './encrypt-login.js';

type Command = RequestOf<typeof CreateSendingAccountRequest>;

@Injectable()
export class CreateSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly encryptLogin: EncryptLogin,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, workspace_time_zone, account }: Command): Promise<SendingAccount> {
    const {
      warmup,
      reputation = null,
      dkim_selectors = null,
      authentication,
      smtp,
      imap,
      oauth,
      ...own
    } = account;
    const id = newId('ea');
    const now = this.clock.now();
    const created: SendingAccount = {
      ...own,
      id,
      workspace_id,
      version: 1,
      status: 'active',
      status_reason: null,
      refused_by: null,
      login_version: 1,
      smtp: changedServer('smtp', null, this.encryptLogin.server(id, 'smtp', smtp)),
      imap:
        imap === undefined ? null : changedServer('imap', null, this.encryptLogin.server(id, 'imap', imap)),
      oauth:
        oauth === undefined ? null : changedOAuth(null, this.encryptLogin.oauth(id, oauth), own.provider),
      ramp_limit: null,
      watch_since: null,
      tolerated_failures: null,
      time_zone: own.time_zone ?? workspace_time_zone,
      ...importedHistory(warmup, reputation),
      ...authentication,
      dkim_selectors,
      health_score: scoreOfNew({ ...authentication, reputation }),
      scored_at: now,
      rests_until: null,
      rest_reason: null,
      warms_up: null,
      created_at: now,
      updated_at: now,
      deleted_at: null,
    };
    return this.accounts.add(created);
  }
}
