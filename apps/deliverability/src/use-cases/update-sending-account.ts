import { Injectable } from '@nestjs/common';
import type {
  RequestOf,
  SendingAccountChanges,
  UpdateSendingAccount as UpdateSendingAccountRequest,
} from '#contracts';
import { Clock, validationError } from '#kernel';
import { SecretBox } from '../persistence/secret-box.js';
import type { SendingAccountRow } from '../persistence/sending-account.row.js';
import { SendingAccounts, type AccountChange } from '../persistence/sending-accounts.js';
import { passwordColumns } from '../persistence/smtp-columns.js';

type SmtpChanges = NonNullable<SendingAccountChanges['smtp']>;

@Injectable()
export class UpdateSendingAccount {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly secrets: SecretBox,
    private readonly clock: Clock,
  ) {}

  execute({ workspace_id, sending_account_id, changes }: RequestOf<typeof UpdateSendingAccountRequest>) {
    return this.accounts.change(workspace_id, sending_account_id, (account): AccountChange => {
      const { smtp = {}, ...own } = changes;
      requirePasswordForNewServer(account, smtp);
      return { ...given(own), ...this.smtpChanges(account, smtp), updated_at: this.clock.now() };
    });
  }

  private smtpChanges({ id }: SendingAccountRow, { host, port, secure, user, password }: SmtpChanges) {
    return {
      ...given({ smtp_host: host, smtp_port: port, smtp_secure: secure, smtp_user: user }),
      ...(password !== undefined && passwordColumns(password, this.secrets, id)),
    };
  }
}

/** Otherwise whoever may write could have a password that he cannot read handed to a server of his own. */
function requirePasswordForNewServer(account: SendingAccountRow, { host, password }: SmtpChanges): void {
  const moves = host !== undefined && host !== account.smtp_host;
  if (!moves || password !== undefined || account.smtp_password_ciphertext === null) return;

  throw validationError([
    {
      field: 'smtp.password',
      code: 'required',
      message: 'must come with a new host: it is not handed to another server',
    },
  ]);
}

/** Without what is undefined: that stays as it is. */
const given = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
