import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ContactView } from '#contracts';
import { idOf, newId, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import type { WriteMode } from '../domain/contact-batch.js';
import { Contacts } from '../persistence/contacts.js';
import { parseContacts } from '../transport/parse-contacts.js';
import { WriteContacts } from './write-contacts.js';

const servers = useServers();
let harness: EnrollmentHarness;
let workspace: Id<'ws'>;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});

afterAll(() => harness.close());

const write = (contacts: object[], mode: WriteMode = 'upsert'): ReturnType<WriteContacts['execute']> =>
  harness.get(WriteContacts).execute(workspace, mode, parseContacts(contacts).rows);

async function onlyOne(): Promise<unknown> {
  const rows = await harness.query<{ id: string }>('select id from contact where workspace_id = $1', [
    uuidOf(workspace),
  ]);
  expect(rows).toHaveLength(1);
  return harness.get(Contacts).find(workspace, idOf('cont', rows[0]?.id ?? ''));
}

describe('an upsert', () => {
  it('says exactly which rows it created and which it updated', async () => {
    workspace = newId('ws');
    await write([{ email: 'b@x.test' }]);
    const results = await write([{ email: 'a@x.test' }, { email: 'B@X.test' }, { email: 'c@x.test' }]);

    expect(results.map(({ status }) => status)).toEqual(['created', 'updated', 'created']);
  });

  it('keeps what is absent, clears what is null and replaces the rest', async () => {
    workspace = newId('ws');
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
    workspace = newId('ws');
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
    workspace = newId('ws');
    const [before] = await write([{ email: 'ann@x.test', tags: ['old'], custom_fields: { replica: 'old' } }]);
    await harness.query('update contact set deleted_at = $2 where id = $1', [
      uuidOf(before?.id ?? ''),
      harness.clock.now(),
    ]);
    expect(await write([{ email: 'ann@x.test', title: 'CEO' }], 'create')).toMatchObject([
      { id: before?.id, status: 'created' },
    ]);
    expect(await onlyOne()).toMatchObject({ email: 'ann@x.test', title: 'CEO', tags: [], custom_fields: {} });
  });
});

describe('what is published about contacts', () => {
  const published = async (): Promise<string[]> => {
    const rows = await harness.query<{ payload: string }>('select payload from outbox order by position');
    const events = rows.flatMap(({ payload }): { type: string; data: { contact?: ContactView } }[] =>
      JSON.parse(payload),
    );
    return events.flatMap(({ type, data: { contact } }) =>
      contact?.workspace_id === workspace
        ? [`${type} ${contact.email} ${contact.title} ${contact.is_deleted}`]
        : [],
    );
  };

  it('is what was written, and nothing of what was passed over', async () => {
    workspace = newId('ws');
    await write([{ email: 'a@x.test', title: 'CTO' }]);
    await write([{ email: 'a@x.test', title: 'CEO' }, { email: 'b@x.test' }], 'skip');
    const [{ id } = { id: newId('cont') }] = await write([{ email: 'a@x.test', title: 'COO' }]);
    await harness.get(Contacts).update(workspace, id, { title: 'CFO' });
    await harness.get(Contacts).delete(workspace, id);
    await harness.get(Contacts).delete(workspace, id);

    expect(await published()).toEqual([
      'nimbus.contact.created.v1 a@x.test CTO false',
      'nimbus.contact.created.v1 b@x.test null false',
      'nimbus.contact.updated.v1 a@x.test COO false',
      'nimbus.contact.updated.v1 a@x.test CFO false',
      'nimbus.contact.deleted.v1 a@x.test CFO true',
    ]);
  });

  it('is nothing when nothing changes', async () => {
    workspace = newId('ws');
    const same = { email: 'a@x.test', title: 'CTO', tags: ['x'], custom_fields: { size: 1, gone: null } };
    await write([same]);
    harness.clock.advance(1_000);
    const results = await write([same, { email: 'b@x.test' }]);

    expect(results.map(({ status }) => status)).toEqual(['created', 'updated']);
    expect(await published()).toEqual([
      'nimbus.contact.created.v1 a@x.test CTO false',
      'nimbus.contact.created.v1 b@x.test null false',
    ]);
    const id = results.find(({ status }) => status === 'updated')?.id ?? newId('cont');
    const unchanged = { title: 'CTO', tags: ['x'], custom_fields: { size: 1 } };
    await harness.get(Contacts).update(workspace, id, unchanged);
    expect(await published()).toHaveLength(2);
    const changed = 'select from contact where workspace_id = $1 and updated_at > created_at';
    expect(await harness.query(changed, [uuidOf(workspace)])).toHaveLength(0);
  });

  it('fits into messages, however many custom fields a contact has gathered', async () => {
    workspace = newId('ws');
    for (const part of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      const fields = Array.from({ length: 24 }, (_, n) => [`${part}${n}`, '€'.repeat(2_000)]);
      await write([{ email: 'a@x.test', custom_fields: Object.fromEntries(fields) }]);
    }

    expect(await published()).toHaveLength(8);
  });
});

describe('the other modes', () => {
  it('create fails on what exists, in the database or earlier in the request', async () => {
    workspace = newId('ws');
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
    workspace = newId('ws');
    const [before] = await write([{ email: 'a@x.test', first_name: 'Ann' }]);
    expect(await write([{ email: 'a@x.test', first_name: 'Bob' }], 'skip')).toEqual([
      { index: 0, id: before?.id, status: 'skipped' },
    ]);
    expect(await onlyOne()).toMatchObject({ first_name: 'Ann' });
  });
});

describe('overlapping batches at the same time', () => {
  it('all succeed, whatever their order, and create each address once', async () => {
    workspace = newId('ws');
    const emails = Array.from({ length: 300 }, (_, n) => ({ email: `p${n}@x.test` }));
    const batches = [emails, emails.toReversed(), emails.slice(100), emails.toReversed().slice(50)];
    const results = await Promise.all(batches.map((batch) => write(batch)));

    expect(results.flat().filter(({ status }) => status === 'created')).toHaveLength(300);
  });
});
