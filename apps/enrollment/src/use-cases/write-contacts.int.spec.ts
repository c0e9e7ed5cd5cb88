import { useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Store } from '../../test/store.js';
import type { WriteMode } from '../domain/contact-batch.js';
import { Contacts } from '../persistence/contacts.js';
import { parseContacts } from '../transport/parse-contacts.js';
import { WriteContacts } from './write-contacts.js';

const servers = useServers();
let store: Store;
let workspace: string;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
});

afterAll(() => store.close());

const write = (contacts: object[], mode: WriteMode = 'upsert'): ReturnType<WriteContacts['execute']> =>
  store.get(WriteContacts).execute(workspace, mode, parseContacts(contacts).rows);

async function onlyOne(): Promise<unknown> {
  const rows = await store.query<{ id: string }>('select id from contact where workspace_id = $1', [
    workspace,
  ]);
  expect(rows).toHaveLength(1);
  return store.get(Contacts).find(workspace, rows[0]?.id ?? '');
}

describe('an upsert', () => {
  it('says exactly which rows it created and which it updated', async () => {
    workspace = randomUUID();
    await write([{ email: 'b@x.test' }]);
    const results = await write([{ email: 'a@x.test' }, { email: 'B@X.test' }, { email: 'c@x.test' }]);

    expect(results.map(({ status }) => status)).toEqual(['created', 'updated', 'created']);
  });

  it('keeps what is absent, clears what is null and replaces the rest', async () => {
    workspace = randomUUID();
    const company = { name: 'Acme', domain: 'acme.test' };
    const email = 'ann@acme.test';
    await write([
      {
        email,
        first_name: 'Ann',
        title: 'CTO',
        lead_score: 7,
        tags: ['a'],
        company,
        custom_fields: { x: 1, y: 2 },
      },
    ]);
    await write([
      { email, title: null, country: 'DE', company: { name: null }, custom_fields: { y: null, z: 3 } },
    ]);
    expect(await onlyOne()).toMatchObject({
      first_name: 'Ann',
      title: null,
      country: 'DE',
      lead_score: 7,
      tags: ['a'],
      company_name: null,
      company_domain: 'acme.test',
      custom_fields: { x: 1, z: 3 },
    });

    await write([{ email, tags: [], company: null, lead_score: null }]);
    expect(await onlyOne()).toMatchObject({
      tags: [],
      company_domain: null,
      lead_score: null,
      first_name: 'Ann',
    });
  });

  it('writes the last of several rows with one address and says so of the others', async () => {
    workspace = randomUUID();
    const results = await write([
      { email: 'ann@x.test', first_name: 'One', title: 'CTO' },
      { email: 'ANN@x.test', first_name: 'Two' },
    ]);

    expect(results).toMatchObject([
      { index: 1, status: 'created' },
      { index: 0, status: 'skipped', errors: [{ code: 'superseded' }] },
    ]);
    expect(results[0]?.id).toBe(results[1]?.id);
    expect(await onlyOne()).toMatchObject({ first_name: 'Two', title: null });
  });

  it('brings a deleted contact back as the same one', async () => {
    workspace = randomUUID();
    const [before] = await write([{ email: 'ann@x.test' }]);
    await store.query('update contact set deleted_at = $2 where id = $1', [before?.id, store.clock.now()]);
    expect(await write([{ email: 'ann@x.test' }], 'create')).toMatchObject([
      { id: before?.id, status: 'updated' },
    ]);
    expect(await onlyOne()).toMatchObject({ email: 'ann@x.test' });
  });
});

describe('the other modes', () => {
  it('create fails on what exists, in the store or earlier in the request', async () => {
    workspace = randomUUID();
    await write([{ email: 'a@x.test', first_name: 'Ann' }]);
    const results = await write(
      [{ email: 'A@x.test' }, { email: 'b@x.test' }, { email: 'b@x.test' }],
      'create',
    );

    expect(results).toMatchObject([
      { index: 0, status: 'failed', errors: [{ field: 'email', code: 'duplicate_contact' }] },
      { index: 1, status: 'created' },
      { index: 2, status: 'failed', errors: [{ code: 'duplicate_contact' }] },
    ]);
  });

  it('skip leaves what exists alone', async () => {
    workspace = randomUUID();
    const [before] = await write([{ email: 'a@x.test', first_name: 'Ann' }]);
    expect(await write([{ email: 'a@x.test', first_name: 'Bob' }], 'skip')).toEqual([
      { index: 0, id: before?.id, status: 'skipped' },
    ]);
    expect(await onlyOne()).toMatchObject({ first_name: 'Ann' });
  });
});

describe('overlapping batches at the same time', () => {
  it('all succeed, whatever their order, and create each address once', async () => {
    workspace = randomUUID();
    const emails = Array.from({ length: 300 }, (_, n) => ({ email: `p${n}@x.test` }));
    const batches = [emails, emails.toReversed(), emails.slice(100), emails.toReversed().slice(50)];
    const results = await Promise.all(batches.map((batch) => write(batch)));

    expect(results.flat().filter(({ status }) => status === 'created')).toHaveLength(300);
  });
});
