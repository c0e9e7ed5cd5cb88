import { idOf } from '#kernel';
import type { SecretTable } from '#secrets';
import { secretOwner } from './secret-owner.js';

export const secretTables: readonly SecretTable[] = [
  {
    table: 'connection',
    columns: {
      encrypted_credentials: (id) => secretOwner(idOf('pcon', id), 'credentials'),
      encrypted_hook_token: (id) => secretOwner(idOf('pcon', id), 'hook-token'),
    },
  },
];
