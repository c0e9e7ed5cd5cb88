import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Store } from '../../test/store.js';
import { IndexedContacts } from '../persistence/indexed-contacts.js';
import { StoredMatches } from '../persistence/stored-matches.js';
import { ContactIndexes } from './contact-indexes.js';

const servers = useServers();
let workspaceId: string;
let store: Store;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
});
afterAll(() => store.close());
beforeEach(() => {
  workspaceId = uuidOf(newId('ws'));
});

const insertMany = (last: number, first = 1) =>
  store.query(
    `insert into contact (id, workspace_id, email, country, created_at, updated_at)
     select uuid_v7(), $1, n || '@x.test', 'DE', now(), now() from generate_series($2::int, $3::int) n`,
    [workspaceId, first, last],
  );

const indexesOf = (bytes: number) =>
  new ContactIndexes(store.get(IndexedContacts), store.get(StoredMatches), store.clock, bytes);

describe('a workspace that is read in parts', () => {
  it('is answered by the store first, and from memory once all of it is there', async () => {
    await insertMany(12_000);
    const indexes = store.get(ContactIndexes);
    expect(await indexes.current(workspaceId)).toBeUndefined();

    await eventually(async () => expect((await indexes.current(workspaceId))?.table.size).toBe(12_000));
    const index = await indexes.current(workspaceId);
    const filter = { country: ['DE'], search: '7777@x' };
    expect((await index?.page(filter, [], { after: null, limit: 1 }))?.total).toBe(1);
  });

  it('is read anew when more changed than is worth catching up with', async () => {
    await insertMany(10);
    const indexes = store.get(ContactIndexes);
    expect((await indexes.current(workspaceId))?.table.size).toBe(10);
    await store.query(
      `insert into contact_change (workspace_id, contact_ids)
       select $1, array_agg(uuid_v7()) from generate_series(1, 50001)`,
      [workspaceId],
    );
    expect(await indexes.current(workspaceId)).toBeUndefined();
    expect((await indexes.current(workspaceId))?.table.size).toBe(10);
  });
});

describe('the memory that is allowed', () => {
  it('leaves a workspace that does not fit to the store', async () => {
    await insertMany(10);
    const small = indexesOf(1_000);
    expect(await small.current(workspaceId)).toBeUndefined();
    expect(await small.current(workspaceId)).toBeUndefined();
  });

  it('leaves one to the store once it has grown out of it', async () => {
    await insertMany(10);
    const bytes = (await indexesOf(2 ** 26).current(workspaceId))?.table.bytes ?? 0;
    const small = indexesOf(bytes);
    expect((await small.current(workspaceId))?.table.size).toBe(10);

    await insertMany(2_000, 11);
    expect(await small.current(workspaceId)).toBeDefined();
    expect(await small.current(workspaceId)).toBeUndefined();
  });

  it('is left to the one that was used last, and the other is read again', async () => {
    await insertMany(10);
    const mine = workspaceId;
    const bytes = (await indexesOf(2 ** 26).current(mine))?.table.bytes ?? 0;
    const small = indexesOf(1.5 * bytes);
    const first = await small.current(mine);
    workspaceId = uuidOf(newId('ws'));
    await insertMany(10);

    expect(await small.current(workspaceId)).toBeDefined();
    expect(await small.current(mine)).not.toBe(first);
    expect((await small.current(mine))?.table.size).toBe(10);
  });

  it('is left to contacts rather than to answers', async () => {
    await insertMany(10);
    const bytes = (await indexesOf(2 ** 26).current(workspaceId))?.table.bytes ?? 0;
    const small = indexesOf(bytes);
    for (const country of ['DE', 'FR', 'DE']) {
      const index = await small.current(workspaceId);
      const found = await index?.page({ country: [country] }, [], { after: null, limit: 1 });
      expect(found?.total).toBe(country === 'DE' ? 10 : 0);
    }
    expect((await small.current(workspaceId))?.bytes).toBe(bytes);
  });
});
