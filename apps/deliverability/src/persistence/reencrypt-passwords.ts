import { withClient } from '#database';
import { idOf } from '#kernel';
import { reencrypt, type Reencrypted, type SecretBox, type SecretColumn } from '#secrets';
import { secretOwner, type AccountSecret } from './secret-owner.js';

const columnOf = (column: string, secret: AccountSecret): SecretColumn => ({
  table: 'sending_account',
  column,
  ownerOf: (id) => secretOwner(idOf('ea', id), secret),
});

/** Access tokens are fetched again. */
const COLUMNS: readonly SecretColumn[] = [
  columnOf('smtp_encrypted_password', 'smtp'),
  columnOf('imap_encrypted_password', 'imap'),
  columnOf('oauth_encrypted_client_secret', 'client_secret'),
  columnOf('oauth_encrypted_refresh_token', 'refresh_token'),
];

/** Encrypts every password and token of another key with the current one. Safe to run twice, and while services run. */
export function reencryptPasswords(url: string, secrets: SecretBox): Promise<Reencrypted> {
  const config = { connectionString: url, options: '-c search_path=deliverability' };
  return withClient(config, (client) => reencrypt(client, COLUMNS, secrets));
}
