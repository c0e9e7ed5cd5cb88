import { idOf } from '#kernel';
import type { SecretTable } from '#secrets';
import { textOwner } from './reply.row.js';

export const secretTables: readonly SecretTable[] = [
  { table: 'reply', columns: { encrypted_text: (id) => textOwner(idOf('rep', id)) } },
];
