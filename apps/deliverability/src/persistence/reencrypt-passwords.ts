import type { Client } from 'pg';
import { withClient } from '#database';
import { idOf } from '#kernel';
import { UnreadableSecret, type SecretBox } from '#secrets';
import { passwordOwner } from './password-owner.js';

const PROTOCOLS = ['smtp', 'imap'] as const;
type Protocol = (typeof PROTOCOLS)[number];

/** The next passwords of a protocol that have another key than `$1`. */
const WITH_OTHER_KEY: Readonly<Record<Protocol, string>> = {
  smtp: `
    select id, smtp_encrypted_password as password from sending_account
    where not starts_with(smtp_encrypted_password, $1 || '.') and id > $2 order by id limit 500`,
  imap: `
    select id, imap_encrypted_password as password from sending_account
    where not starts_with(imap_encrypted_password, $1 || '.') and id > $2 order by id limit 500`,
};

/** A password that a user changes meanwhile has the new key already, and stays. */
const REPLACE: Readonly<Record<Protocol, string>> = {
  smtp: 'update sending_account set smtp_encrypted_password = $3 where id = $1 and smtp_encrypted_password = $2',
  imap: 'update sending_account set imap_encrypted_password = $3 where id = $1 and imap_encrypted_password = $2',
};

const FIRST = '00000000-0000-0000-0000-000000000000';

interface PasswordRow {
  readonly id: string;
  readonly password: string;
}

export interface Reencrypted {
  readonly count: number;
  /** The reasons why passwords were left as they are. */
  readonly unreadable: readonly string[];
}

/** Encrypts every password of another key with the current one. Safe to run twice, and while services run. */
export function reencryptPasswords(url: string, secrets: SecretBox): Promise<Reencrypted> {
  const config = { connectionString: url, options: '-c search_path=deliverability' };
  return withClient(config, async (client) => {
    const unreadable: string[] = [];
    let count = 0;
    for (const protocol of PROTOCOLS) {
      for await (const { id, password } of passwordsOfOtherKeys(client, protocol, secrets.keyId)) {
        const next = withCurrentKey(secrets, password, passwordOwner(idOf('ea', id), protocol));
        if (next instanceof UnreadableSecret) unreadable.push(next.message);
        else count += (await client.query(REPLACE[protocol], [id, password, next])).rowCount ?? 0;
      }
    }
    return { count, unreadable };
  });
}

async function* passwordsOfOtherKeys(
  client: Client,
  protocol: Protocol,
  keyId: string,
): AsyncGenerator<PasswordRow> {
  for (let last = FIRST; ;) {
    const { rows } = await client.query<PasswordRow>(WITH_OTHER_KEY[protocol], [keyId, last]);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.id;
  }
}

function withCurrentKey(secrets: SecretBox, password: string, owner: string): string | UnreadableSecret {
  try {
    return secrets.encrypt(secrets.decrypt(password, owner), owner);
  } catch (error) {
    if (error instanceof UnreadableSecret) return error;
    throw error;
  }
}
