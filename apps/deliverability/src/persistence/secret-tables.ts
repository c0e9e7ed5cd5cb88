import { idOf } from '#kernel';
import type { SecretTable } from '#secrets';
import { secretOwner, type AccountSecret } from '../accounts/persistence/secret-owner.js';

const ownerOf = (secret: AccountSecret) => (id: string) => secretOwner(idOf('ea', id), secret);

/** Access tokens live for an hour, and one that no key opens is fetched again. */
export const secretTables: readonly SecretTable[] = [
  {
    table: 'sending_account',
    columns: {
      smtp_encrypted_password: ownerOf('smtp'),
      imap_encrypted_password: ownerOf('imap'),
      oauth_encrypted_client_secret: ownerOf('client_secret'),
      oauth_encrypted_refresh_token: ownerOf('refresh_token'),
    },
  },
];
