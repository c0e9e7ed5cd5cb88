import { Injectable } from '@nestjs/common';
import type {
  RequestOf,
  SendingAccountChanges,
  UpdateSendingAccount as UpdateSendingAccountRequest,
} from '#contracts';
import { Clock } from '#kernel';
import { requireImapServer, requirePasswordForNewServer } from '../domain/server-change.js';
import { AccountHealth } from '../persistence/account-health.js';
import { imapPasswordColumns, NO_IMAP } from '../persistence/imap-columns.js';
import { SecretBox } from '../persistence/secret-box.js';
import type { SendingAccountRow } from '../persistence/sending-account.row.js';
import { SendingAccounts, type AccountChange } from '../persistence/sending-accounts.js';
import { passwordColumns } from '../persistence/smtp-columns.js';

type ServerChanges = NonNullable<SendingAccountChanges['smtp']>;

/** The next look at stale scores finds it, should this process die before it has scored the account itself. */
const NEVER_SCORED = new Date(0);

@Injectable()
export class UpdateSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly health: AccountHealth,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  async execute(command: RequestOf<typeof UpdateSendingAccountRequest>): Promise<SendingAccountRow> {
    const { workspace_id, sending_account_id, changes } = command;
    const row = await this.accounts.change(workspace_id, sending_account_id, (account) =>
      this.columnsOf(account, changes),
    );
    if (changes.authentication === undefined && changes.reputation === undefined) return row;

    await this.health.rescore(row.id, this.clock.now());
    const [scored] = await this.accounts.named(workspace_id, [sending_account_id]);
    return scored ?? row;
  }

  private columnsOf(account: SendingAccountRow, changes: SendingAccountChanges): AccountChange {
    const { smtp = {}, imap, warmup, authentication, ...own } = changes;
    const rescored = authentication !== undefined || own.reputation !== undefined;
    return {
      ...given({ ...own, ...authentication, cumulative_sends: warmup?.cumulative_sends }),
      ...(warmup?.started_at !== undefined && { warmup_started_at: new Date(warmup.started_at) }),
      ...(rescored && { scored_at: NEVER_SCORED }),
      ...this.smtpChanges(account, smtp),
      ...(imap !== undefined && this.imapChanges(account, imap)),
      updated_at: this.clock.now(),
    };
  }

  private smtpChanges(account: SendingAccountRow, { host, port, secure, user, password }: ServerChanges) {
    const known = { host: account.smtp_host, hasPassword: account.smtp_password_ciphertext !== null };
    requirePasswordForNewServer('smtp', known, { host, password });
    return {
      ...given({ smtp_host: host, smtp_port: port, smtp_secure: secure, smtp_user: user }),
      ...(password !== undefined && passwordColumns(password, this.secrets, account.id)),
    };
  }

  private imapChanges(account: SendingAccountRow, imap: ServerChanges | null) {
    if (imap === null) return NO_IMAP;

    const { host, port, secure, user, password } = imap;
    const known = { host: account.imap_host, hasPassword: account.imap_password_ciphertext !== null };
    requireImapServer(known, imap);
    requirePasswordForNewServer('imap', known, { host, password });
    return {
      ...given({ imap_host: host, imap_port: port, imap_user: user }),
      imap_secure: secure ?? account.imap_secure ?? true,
      ...(password !== undefined && imapPasswordColumns(password, this.secrets, account.id)),
    };
  }
}

/** Without what is undefined: that stays as it is. */
const given = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
