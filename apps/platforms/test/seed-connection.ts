import type { Database } from '#database';
import { newId, uuidOf } from '#kernel';

/** A connection that works; resolves with its UUID. */
export async function seedConnection(database: Database, platform = 'smartlead'): Promise<string> {
  const id = uuidOf(newId('pcon'));
  await database.query(
    `insert into connection (
       id, workspace_id, platform, time_zone, encrypted_credentials, hook_token_hash, encrypted_hook_token,
       status, checked_at, next_sync_at, created_at, updated_at)
     values ($1::uuid, $2, $3, 'UTC', '', uuid_send($1::uuid), '', 'working', now(), now(), now(), now())`,
    [id, uuidOf(newId('ws')), platform],
  );
  return id;
}
