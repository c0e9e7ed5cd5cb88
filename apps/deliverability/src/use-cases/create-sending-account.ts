import { Injectable } from '@nestjs/common';
import type {
  CreateSendingAccount as CreateSendingAccountRequest,
  RequestOf,
  SendingAccountInput,
} from '#contracts';
import { Clock, newId, uuidOf } from '#kernel';
import { healthScore } from '../domain/health-score.js';
import { imapColumns } from '../persistence/imap-columns.js';
import { SecretBox } from '../persistence/secret-box.js';
import type { SendingAccountRow } from '../persistence/sending-account.row.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';
import { smtpColumns } from '../persistence/smtp-columns.js';

type Command = RequestOf<typeof CreateSendingAccountRequest>;

@Injectable()
export class CreateSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  async execute({ workspace_id, workspace_time_zone, account }: Command): Promise<SendingAccountRow> {
    const id = uuidOf(newId('ea'));
    const now = this.clock.now();
    const row: SendingAccountRow = {
      id,
      workspace_id: uuidOf(workspace_id),
      version: 1,
      email: account.email,
      display_name: account.display_name,
      provider: account.provider,
      status: 'active',
      status_reason: null,
      daily_send_limit: account.daily_send_limit,
      time_zone: account.time_zone ?? workspace_time_zone,
      ...smtpColumns(account.smtp, this.secrets, id),
      ...imapColumns(account.imap, this.secrets, id),
      ...historyColumns(account),
      scored_at: now,
      created_at: now,
      updated_at: now,
      deleted_at: null,
    };
    await this.accounts.add(row);
    return row;
  }
}

/** The life of the inbox before it moved in. */
function historyColumns({ warmup, reputation: vouched, authentication }: SendingAccountInput) {
  const reputation = vouched ?? null;
  return {
    warmup_started_at: warmup === undefined ? null : new Date(warmup.started_at),
    cumulative_sends: warmup?.cumulative_sends ?? 0,
    reputation,
    ...authentication,
    health_score: healthScore({ authentication, reputation, sent: 0, bounced: 0, complained: null }),
  };
}
