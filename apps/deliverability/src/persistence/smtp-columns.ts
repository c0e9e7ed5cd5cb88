import type { SendingAccountInput } from '#contracts';
import type { SecretBox } from './secret-box.js';
import type { SendingAccountRow } from './sending-account.row.js';

type SmtpColumns = Pick<SendingAccountRow, 'smtp_host' | 'smtp_port' | 'smtp_secure' | 'smtp_user'> &
  PasswordColumns;

type PasswordColumns = Pick<
  SendingAccountRow,
  'smtp_password_ciphertext' | 'smtp_password_nonce' | 'smtp_password_key_id'
>;

/** The server of an inbox as columns; the password sealed for its `owner`. */
export const smtpColumns = (
  { host, port, secure, user, password }: SendingAccountInput['smtp'],
  secrets: SecretBox,
  owner: string,
): SmtpColumns => ({
  smtp_host: host,
  smtp_port: port,
  smtp_secure: secure,
  smtp_user: user ?? null,
  ...passwordColumns(password ?? null, secrets, owner),
});

/** Null: there is none. */
export function passwordColumns(password: string | null, secrets: SecretBox, owner: string): PasswordColumns {
  const sealed = password === null ? null : secrets.seal(password, owner);
  return {
    smtp_password_ciphertext: sealed?.ciphertext ?? null,
    smtp_password_nonce: sealed?.nonce ?? null,
    smtp_password_key_id: sealed?.keyId ?? null,
  };
}
