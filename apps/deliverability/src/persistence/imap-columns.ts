import type { SendingAccountInput } from '#contracts';
import type { SecretBox } from './secret-box.js';
import type { SendingAccountRow } from './sending-account.row.js';

type PasswordColumns = Pick<
  SendingAccountRow,
  'imap_password_ciphertext' | 'imap_password_nonce' | 'imap_password_key_id'
>;
type ImapColumns = Pick<SendingAccountRow, 'imap_host' | 'imap_port' | 'imap_secure' | 'imap_user'> &
  PasswordColumns;

export const NO_IMAP: ImapColumns = {
  imap_host: null,
  imap_port: null,
  imap_secure: null,
  imap_user: null,
  imap_password_ciphertext: null,
  imap_password_nonce: null,
  imap_password_key_id: null,
};

/** Where the replies of an inbox are read, as columns; the password sealed for its `owner`. */
export const imapColumns = (
  imap: SendingAccountInput['imap'],
  secrets: SecretBox,
  owner: string,
): ImapColumns =>
  imap === undefined
    ? NO_IMAP
    : {
        imap_host: imap.host,
        imap_port: imap.port,
        imap_secure: imap.secure,
        imap_user: imap.user ?? null,
        ...imapPasswordColumns(imap.password ?? null, secrets, owner),
      };

/** Null: there is none. Sealed for another purpose than the one of SMTP: neither opens in the other's place. */
export function imapPasswordColumns(
  password: string | null,
  secrets: SecretBox,
  owner: string,
): PasswordColumns {
  const sealed = password === null ? null : secrets.seal(password, `${owner} imap`);
  return {
    imap_password_ciphertext: sealed?.ciphertext ?? null,
    imap_password_nonce: sealed?.nonce ?? null,
    imap_password_key_id: sealed?.keyId ?? null,
  };
}
