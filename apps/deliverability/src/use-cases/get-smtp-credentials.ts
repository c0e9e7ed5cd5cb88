import { Injectable } from '@nestjs/common';
import type { Transport } from '#contracts';
import { idOf, type Id } from '#kernel';
import { SecretBox } from '../persistence/secret-box.js';
import type { SendingAccountRow } from '../persistence/sending-account.row.js';
import { SendingAccounts } from '../persistence/sending-accounts.js';

@Injectable()
export class OpenTransports {
  constructor(
    private readonly accounts: SendingAccounts,
    private readonly secrets: SecretBox,
  ) {}

  /** How to hand messages over for these accounts, passwords included. */
  async execute(ids: readonly Id<'ea'>[]): Promise<Transport[]> {
    const rows = await this.accounts.ofAnyWorkspace(ids);
    return rows.map((row) => ({
      sending_account_id: idOf('ea', row.id),
      version: row.version,
      email: row.email,
      display_name: row.display_name,
      smtp: {
        host: row.smtp_host,
        port: row.smtp_port,
        secure: row.smtp_secure,
        user: row.smtp_user,
        password: this.passwordOf(row),
      },
    }));
  }

  private passwordOf(row: SendingAccountRow): string | null {
    const {
      smtp_password_ciphertext: ciphertext,
      smtp_password_nonce: nonce,
      smtp_password_key_id: keyId,
    } = row;
    if (ciphertext === null || nonce === null || keyId === null) return null;
    return this.secrets.open({ ciphertext, nonce, keyId }, row.id);
  }
}
