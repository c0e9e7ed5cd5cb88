import { Injectable } from '@nestjs/common';
import type { CreateSendingAccount as CreateSendingAccountRequest, RequestOf } from '#contracts';
import { Clock, newId } from '#kernel';
import { SecretBox } from '#secrets';
import { healthScore } from '../domain/health-score.js';
import type { MailServer, SendingAccount } from '../domain/sending-account.js';
import { passwordOwner } from '../persistence/password-owner.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

type Command = RequestOf<typeof CreateSendingAccountRequest>;
type ServerInput = Command['account']['smtp'];

@Injectable()
export class CreateSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, workspace_time_zone, account }: Command): Promise<SendingAccount> {
    const { warmup, reputation = null, authentication, smtp, imap, ...own } = account;
    const id = newId('ea');
    const now = this.clock.now();
    const created: SendingAccount = {
      ...own,
      id,
      workspace_id,
      version: 1,
      status: 'active',
      status_reason: null,
      smtp: this.server(smtp, passwordOwner(id, 'smtp')),
      imap: imap === undefined ? null : this.server(imap, passwordOwner(id, 'imap')),
      time_zone: own.time_zone ?? workspace_time_zone,
      warmup_started_at: warmup === undefined ? null : new Date(warmup.started_at),
      cumulative_sends: warmup?.cumulative_sends ?? 0,
      reputation,
      ...authentication,
      health_score: healthScore({ ...authentication, reputation, sent: 0, bounced: 0, complained: null }),
      scored_at: now,
      rests_until: null,
      rest_reason: null,
      created_at: now,
      updated_at: now,
      deleted_at: null,
    };
    await this.accounts.add(created);
    return created;
  }

  private server({ user, password, require_tls, ...server }: ServerInput, owner: string): MailServer {
    const encrypted_password = password === undefined ? null : this.secrets.encrypt(password, owner);
    return { ...server, require_tls: require_tls ?? null, user: user ?? null, encrypted_password };
  }
}
