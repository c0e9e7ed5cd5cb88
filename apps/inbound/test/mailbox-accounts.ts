import type { AccountChanged, DataOf, ImapCredentials } from '#contracts';
import { newId, type Id } from '#kernel';

/** A sending account with a mailbox at a test server. */
export class MailboxAccount {
  readonly id = newId('ea');
  version = 1;
  status: DataOf<typeof AccountChanged>['status'] = 'active';
  isDeleted = false;
  warmsUp = false;
  /** The login that deliverability has. */
  login: Partial<ImapCredentials['imap']> = {};

  constructor(
    readonly workspaceId: Id<'ws'>,
    readonly user: string,
    private readonly server: { readonly host?: string; readonly port: number },
  ) {}

  /** The event of the account as it is now. */
  get data(): DataOf<typeof AccountChanged> {
    return {
      version: this.version,
      sending_account_id: this.id,
      email: this.user,
      status: this.status,
      daily_send_limit: 50,
      time_zone: 'UTC',
      deleted: this.isDeleted,
      health_score: 100,
      reads_replies: true,
      ...(this.warmsUp && { warms_up: true }),
    };
  }

  get credentials(): ImapCredentials {
    return {
      sending_account_id: this.id,
      workspace_id: this.workspaceId,
      version: this.version,
      email: this.user,
      imap: {
        host: this.server.host ?? '127.0.0.1',
        port: this.server.port,
        secure: false,
        require_tls: false,
        user: this.user,
        password: 'secret',
        ...this.login,
      },
    };
  }
}
