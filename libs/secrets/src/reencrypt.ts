import type { Client } from 'pg';
import { UnreadableSecret, type SecretBox } from './secret-box.js';

/** A column of encrypted secrets, in a table with a uuid `id`. */
export interface SecretColumn {
  readonly table: string;
  readonly column: string;
  /** The owner of the secret of the row with this uuid. */
  readonly ownerOf: (id: string) => string;
}

export interface Reencrypted {
  readonly count: number;
  /** The reasons why secrets were left as they are. */
  readonly unreadable: readonly string[];
}

interface SecretRow {
  readonly id: string;
  readonly secret: string;
}

const FIRST = '00000000-0000-0000-0000-000000000000';

/** The next secrets of a column that have another key than `$1`. */
const withOtherKey = ({ table, column }: SecretColumn): string => `
  select id, ${column} as secret from ${table}
  where not starts_with(${column}, $1 || '.') and id > $2 order by id limit 500`;

/** A secret that a user changes meanwhile has the new key already, and stays. */
const replace = ({ table, column }: SecretColumn): string =>
  `update ${table} set ${column} = $3 where id = $1 and ${column} = $2`;

/** Encrypts every secret of another key with the current one. Safe to run twice, and while services run. */
export async function reencrypt(
  client: Client,
  columns: readonly SecretColumn[],
  secrets: SecretBox,
): Promise<Reencrypted> {
  const unreadable: string[] = [];
  let count = 0;
  for (const column of columns) {
    for await (const { id, secret } of secretsOfOtherKeys(client, column, secrets.keyId)) {
      const next = withCurrentKey(secrets, secret, column.ownerOf(id));
      if (next instanceof UnreadableSecret) unreadable.push(next.message);
      else count += (await client.query(replace(column), [id, secret, next])).rowCount ?? 0;
    }
  }
  return { count, unreadable };
}

async function* secretsOfOtherKeys(
  client: Client,
  column: SecretColumn,
  keyId: string,
): AsyncGenerator<SecretRow> {
  for (let last = FIRST; ;) {
    const { rows } = await client.query<SecretRow>(withOtherKey(column), [keyId, last]);
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
