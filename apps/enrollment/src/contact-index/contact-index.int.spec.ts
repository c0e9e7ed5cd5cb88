import type { ContactQuery } from '#contracts';
import { Database } from '#database';
import { newId, onBehalfOf, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { anyConditions, anyFilter, insertSamples } from '../../test/contact-samples.js';
import { Store } from '../../test/store.js';
import type { SegmentMembers } from '../persistence/contact-filter.sql.js';
import { ContactList } from '../persistence/contact-list.js';
import { Contacts } from '../persistence/contacts.js';
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

/** What memory and store say of a filter; memory nothing where it holds no index. */
async function both(filter: ContactQuery, segments: readonly SegmentMembers[] = [], replica = store) {
  const index = await replica.get(ContactIndexes).current(workspaceId);
  const inMemory = await index?.page(filter, segments, { after: null, limit: 500 });
  const page = { workspaceId, filter, after: null, limit: 500 };
  const stored = await store.get(ContactList).page(page, segments);
  return { inMemory, inStore: { ids: stored.map(({ id }) => id), total: stored.length } };
}

async function expectAgreement(filter: ContactQuery, segments: readonly SegmentMembers[] = []) {
  const { inMemory, inStore } = await both(filter, segments);
  if (inMemory !== undefined) expect(inMemory).toEqual(inStore);
  return inMemory?.total;
}

describe('what is found in memory', () => {
  it('is what the store selects, in its order, for any filter and any segments', async () => {
    await insertSamples(store, workspaceId, 300);
    const segments = fc.array(anyConditions, { maxLength: 2 });
    const property = fc.asyncProperty(anyFilter, segments, async (filter, conditions) => {
      expect(await expectAgreement(filter, conditions)).toBeDefined();
    });
    await fc.assert(property, { numRuns: 200 });
  });

  it('tells an empty tag from none', async () => {
    await insertSamples(store, workspaceId, 300);
    expect(await expectAgreement({ tags: [''] })).toBeGreaterThan(0);
  });

  it('knows times to the microsecond', async () => {
    const at = '2026-05-04T12:00:00.123456Z';
    await store.query(
      `insert into contact (id, workspace_id, email, created_at, updated_at) values (uuid_v7(), $1, 'a@x.test', $2, $2)`,
      [workspaceId, at],
    );
    const instants = [
      '2026-05-04T12:00:00.123455Z',
      at,
      '2026-05-04T12:00:00.1234564Z',
      '2026-05-04T12:00:00.123Z',
    ];
    for (const instant of instants) {
      await expectAgreement({ created_after: instant });
      await expectAgreement({ updated_after: instant });
    }
    expect(await expectAgreement({ created_after: instants[0] })).toBe(1);
    expect(await expectAgreement({ created_after: at })).toBe(0);
  });

  it('joins words, static segments and regular expressions, which the store finds, with the rest', async () => {
    await insertSamples(store, workspaceId, 100);
    const contacts = await store.query<{ id: string }>('select id from contact where workspace_id = $1', [
      workspaceId,
    ]);
    const segment = uuidOf(newId('seg'));
    await store.query(
      `insert into segment (id, workspace_id, name, conditions, type, created_at, updated_at)
       values ($1, $2, 'some', '{}', 'static', now(), now())`,
      [segment, workspaceId],
    );
    const put = (ids: string[]) =>
      store.query('insert into segment_contact select $1, unnest($2::uuid[])', [segment, ids]);
    await put(contacts.slice(0, 40).map(({ id }) => id));
    const members: SegmentMembers = { staticId: segment };
    const regex: SegmentMembers = {
      match: 'any',
      rules: [{ field: 'email', operator: 'matches_regex', value: '[02468]@' }],
    };
    const country: SegmentMembers = { match: 'all', rules: [{ field: 'country', operator: 'is_not_empty' }] };
    const named = { segment_ids: [newId('seg')] };

    expect(await expectAgreement(named, [members])).toBe(40);
    expect(
      await expectAgreement({ ...named, search: 'x test a', lead_score_min: 1 }, [regex, country]),
    ).toBeGreaterThan(5);
    expect(await expectAgreement({ ...named, tags: ['a', 'b', 'ab'] }, [members])).toBeGreaterThan(0);
    await put(contacts.slice(40, 45).map(({ id }) => id));
    expect(await expectAgreement(named, [members])).toBe(45);
    await store.query('delete from segment_contact where contact_id = $1', [contacts[0]?.id]);
    expect(await expectAgreement(named, [members])).toBe(44);
  });
});

describe('an index that is in use', () => {
  const insert = (...emails: string[]) =>
    store.query(
      `insert into contact (id, workspace_id, email, country, tags, created_at, updated_at)
       select uuid_v7(), $1, email, 'DE', array[email], now(), now() from unnest($2::text[]) email`,
      [workspaceId, emails],
    );
  const change = (email: string, set: string) =>
    store.query(`update contact set ${set} where workspace_id = $1 and email = $2`, [workspaceId, email]);

  const writes = fc.oneof(
    fc.integer({ min: 0, max: 1_000_000 }).map((n) => () => insert(`n${n}-${newId('cont')}@x.test`)),
    fc
      .constantFrom(
        `country = 'FR'`,
        'country = null',
        'deleted_at = now()',
        'deleted_at = null',
        `tags = '{a,b}'`,
      )
      .map((set) => () => change('a@x.test', set)),
    // An id of before, as of a transaction that took its time.
    fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map(
      (date) => () =>
        store.query(
          `insert into contact (id, workspace_id, email, country, created_at, updated_at)
         values (overlay(uuid_v7()::text placing lpad(to_hex($2::bigint), 8, '0') from 1 for 8)::uuid, $1, $3, 'DE', now(), now())`,
          [workspaceId, Math.floor(date.getTime() / 65_536), `${newId('cont')}@x.test`],
        ),
    ),
  );

  it('agrees with the store after any writes, at every moment', async () => {
    // So many that one with a tag of its own is one of few.
    await insert('a@x.test', 'b@x.test', ...Array.from({ length: 200 }, (_, n) => `p${n}@x.test`));
    const property = fc.asyncProperty(fc.array(writes, { maxLength: 4 }), async (some) => {
      for (const write of some) await write();
      for (const filter of [
        { country: ['de'] },
        { tags: ['a', 'b@x.test'] },
        { created_after: '2020-01-01T00:00:00Z' },
      ]) {
        await expectAgreement(filter);
      }
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it('shows a write when it is committed, and not before, also beside others that commit first', async () => {
    await insert('a@x.test');
    let commit: () => void = () => undefined;
    const open = new Promise<void>((resolve) => (commit = resolve));
    let written: () => void = () => undefined;
    const isWritten = new Promise<void>((resolve) => (written = resolve));
    const slow = store.get(Database).transaction(async (tx) => {
      await tx.query(`update contact set country = 'FR' where workspace_id = $1`, [workspaceId]);
      written();
      await open;
    });

    try {
      await isWritten;
      await insert('later@x.test');
      expect(await expectAgreement({ country: ['FR'] })).toBe(0);
      expect(await expectAgreement({ country: ['DE'] })).toBe(2);
    } finally {
      commit();
      await slow;
    }
    expect(await expectAgreement({ country: ['FR'] })).toBe(1);
    expect(await expectAgreement({ country: ['DE'] })).toBe(1);
  });

  it('sees what another replica wrote, and what the API writes', async () => {
    const other = await Store.boot(servers.databaseUrl);
    try {
      await insert('a@x.test');
      expect((await both({ country: ['DE'] }, [], other)).inMemory?.total).toBe(1);
      await other.get(Database).transaction((tx) =>
        other.get(Contacts).write(tx, {
          workspaceId,
          mode: 'upsert',
          now: store.clock.now(),
          rows: [{ index: 0, key: 'b@x.test', fields: { email: 'b@x.test', country: 'DE' } }],
        }),
      );
      expect(await expectAgreement({ country: ['DE'] })).toBe(2);
      expect((await both({ country: ['DE'] }, [], other)).inMemory?.total).toBe(2);
    } finally {
      await other.close();
    }
  });

  it('is read anew when it was not used for long, and then knows everything', async () => {
    await insert('a@x.test');
    expect(await expectAgreement({ country: ['DE'] })).toBe(1);
    await insert('b@x.test');
    await store.query('delete from contact_change');
    store.clock.advance(31 * 60_000);

    expect(await expectAgreement({ country: ['DE'] })).toBeUndefined();
    expect(await expectAgreement({ country: ['DE'] })).toBe(2);
  });

  it('holds its workspace alone, also where it is read for no request', async () => {
    await insert('a@x.test');
    const mine = workspaceId;
    workspaceId = uuidOf(newId('ws'));
    expect(await expectAgreement({ country: ['DE'] })).toBe(0);
    const asOther = await onBehalfOf(newId('ws'), () =>
      store.get(ContactIndexes).current(uuidOf(newId('ws'))),
    );
    expect(asOther?.table.size).toBe(0);
    workspaceId = mine;
    expect(await expectAgreement({ country: ['DE'] })).toBe(1);
  });
});
