import type { Client } from 'pg';
import { withClient } from '#database';
import { idOf } from '#kernel';
import { UnreadableSecret, type SecretBox } from '#secrets';
import { secretOwner, type AccountSecret } from './secret-owner.js';

/** Access tokens are fetched again. */
const SECRETS = ['smtp', 'imap', 'client_secret', 'refresh_token'] as const satisfies AccountSecret[];
type StoredSecret = (typeof SECRETS)[number];

const COLUMNS: Readonly<Record<StoredSecret, string>> = {
  smtp: 'smtp_encrypted_password',
  imap: 'imap_encrypted_password',
  client_secret: 'oauth_encrypted_client_secret',
  refresh_token: 'oauth_encrypted_refresh_token',
};

/** The next secrets of a column that have another key than `$1`. */
const withOtherKey = (column: string): string => `
  select id, ${column} as secret from sending_account
  where not starts_with(${column}, $1 || '.') and id > $2 order by id limit 500`;

/** A secret that a user changes meanwhile has the new key already, and stays. */
const replace = (column: string): string =>
  `update sending_account set ${column} = $3 where id = $1 and ${column} = $2`;

const FIRST = '00000000-0000-0000-0000-000000000000';

interface SecretRow {
  readonly id: string;
  readonly secret: string;
}

export interface Reencrypted {
  readonly count: number;
  /** The reasons why secrets were left as they are. */
  readonly unreadable: readonly string[];
}

/** Encrypts every password and token of another key with the current one. Safe to run twice, and while services run. */
export function reencryptPasswords(url: string, secrets: SecretBox): Promise<Reencrypted> {
  const config = { connectionString: url, options: '-c search_path=deliverability' };
  return withClient(config, async (client) => {
    const unreadable: string[] = [];
    let count = 0;
    for (const kind of SECRETS) {
      for await (const { id, secret } of secretsOfOtherKeys(client, kind, secrets.keyId)) {
        const next = withCurrentKey(secrets, secret, secretOwner(idOf('ea', id), kind));
        if (next instanceof UnreadableSecret) unreadable.push(next.message);
        else count += (await client.query(replace(COLUMNS[kind]), [id, secret, next])).rowCount ?? 0;
      }
    }
    return { count, unreadable };
  });
}

async function* secretsOfOtherKeys(
  client: Client,
  kind: StoredSecret,
  keyId: string,
): AsyncGenerator<SecretRow> {
  for (let last = FIRST; ;) {
    const { rows } = await client.query<SecretRow>(withOtherKey(COLUMNS[kind]), [keyId, last]);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.id;
  }
}

function withCurrentKey(secrets: SecretBox, secret: string, owner: string): string | UnreadableSecret {
  try {
    return secrets.encrypt(secrets.decrypt(secret, owner), owner);
  } catch (error) {
    if (error instanceof UnreadableSecret) return error;
    throw error;
  }
}
