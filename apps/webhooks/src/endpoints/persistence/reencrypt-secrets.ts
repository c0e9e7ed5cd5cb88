import { withClient } from '#database';
import { idOf } from '#kernel';
import { reencrypt, type Reencrypted, type SecretBox, type SecretColumn } from '#secrets';
import { secretOwner, type EndpointSecret } from './secret-owner.js';

const columnOf = (column: string, secret: EndpointSecret): SecretColumn => ({
  table: 'endpoint',
  column,
  ownerOf: (id) => secretOwner(idOf('wh', id), secret),
});

/** The current secrets come first: a rotation meanwhile moves one of them to the next column. */
const COLUMNS: readonly SecretColumn[] = [
  columnOf('encrypted_secret', 'secret'),
  columnOf('previous_encrypted_secret', 'secret'),
  columnOf('encrypted_headers', 'headers'),
];

/** Encrypts every secret and header of another key with the current one. Safe to run twice, and while services run. */
export function reencryptSecrets(url: string, secrets: SecretBox): Promise<Reencrypted> {
  const config = { connectionString: url, options: '-c search_path=webhooks' };
  return withClient(config, (client) => reencrypt(client, COLUMNS, secrets));
}
