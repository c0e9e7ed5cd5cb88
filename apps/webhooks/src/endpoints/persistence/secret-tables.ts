import { idOf } from '#kernel';
import type { SecretTable } from '#secrets';
import { secretOwner, type EndpointSecret } from './secret-owner.js';

const ownerOf = (secret: EndpointSecret) => (id: string) => secretOwner(idOf('wh', id), secret);

export const secretTables: readonly SecretTable[] = [
  {
    table: 'endpoint',
    columns: {
      encrypted_secret: ownerOf('secret'),
      previous_encrypted_secret: ownerOf('secret'),
      encrypted_headers: ownerOf('headers'),
    },
  },
];
