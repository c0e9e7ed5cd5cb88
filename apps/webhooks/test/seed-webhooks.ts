import { typesMatching } from '#contracts';
import type { Queryable } from '#database';
import { newId, uuidOf, type Id } from '#kernel';

interface SeededWebhook {
  readonly workspace_id: Id<'ws'>;
  readonly subscriptions: readonly string[];
  readonly active: boolean;
}

const INSERT = `
  with added as (
    insert into endpoint (id, workspace_id, name, url, format, active, event_subscriptions, event_types, encrypted_secret,
      secret_preview, created_at, updated_at)
    select id, $2, 'Seeded', 'https://hooks.example/', 'json', $3, $4, $5, 'sealed', 'whsec_...abc', now(), now()
    from unnest($1::uuid[]) as id
    returning id
  )
  insert into delivery_queue (endpoint_id) select id from added`;

/** Webhooks with empty queues. */
async function seedWebhooks(
  database: Queryable,
  count: number,
  { workspace_id, subscriptions, active }: SeededWebhook,
): Promise<Id<'wh'>[]> {
  const ids = Array.from({ length: count }, () => newId('wh'));
  await database.query(INSERT, [
    ids.map(uuidOf),
    uuidOf(workspace_id),
    active,
    subscriptions,
    typesMatching(subscriptions),
  ]);
  return ids;
}

/** One webhook with an empty queue. */
export async function seedWebhook(
  database: Queryable,
  {
    active = true,
    subscriptions = ['*'],
    workspace_id,
  }: Partial<SeededWebhook> & Pick<SeededWebhook, 'workspace_id'>,
): Promise<Id<'wh'>> {
  const [id] = await seedWebhooks(database, 1, { workspace_id, subscriptions, active });
  if (id === undefined) throw new Error('one webhook');
  return id;
}
