import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { ContactQuery } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { parseContacts } from '../transport/parse-contacts.js';
import { WriteContacts } from '../use-cases/write-contacts.js';
import { ContactList } from './contact-list.js';

const servers = useServers();
const workspaceId = newId('ws');
let harness: EnrollmentHarness;

const write = (workspace: Id<'ws'>, ...contacts: object[]) =>
  harness.get(WriteContacts).execute(workspace, 'upsert', parseContacts(contacts).rows);

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  await write(
    workspaceId,
    { email: 'ann.lee@corp.test', first_name: 'Ann', last_name: 'Lee', icp_tier: 'A', tags: ['vip'] },
    {
      email: 'bob@shop.test',
      first_name: 'Bób',
      title: 'Head of R&D',
      icp_tier: 'B',
      company: { name: 'Blue Shop' },
    },
    { email: 'eve@corp.test', last_name: "O'Hara", icp_tier: 'A', company: { domain: 'corp.test' } },
  );
  await write(newId('ws'), { email: 'ann@elsewhere.test', first_name: 'Ann', icp_tier: 'A' });
});

afterAll(() => harness.close());

const found = async (filter: ContactQuery): Promise<string[]> => {
  const page = await harness.get(ContactList).page({ workspaceId, filter, after: null, limit: 100 }, []);
  expect(await harness.get(ContactList).count(workspaceId, filter, [])).toBe(page.length);
  return page.map(({ email }) => email.split('@')[0] ?? '').toSorted();
};

describe('the search for contacts', () => {
  it.each<[string, string[]]>([
    ['ann', ['ann.lee']],
    ['ANN lee', ['ann.lee']],
    ['ann le', ['ann.lee']],
    ['an lee', []],
    ['nn', []],
    ['corp.test', ['ann.lee', 'eve']],
    ['eve@corp.test', ['eve']],
    ['EVE@c', ['eve']],
    ['ve@corp.test', []],
    ['ann.lee@corp head', []],
    ['ann.lee@corp ann', ['ann.lee']],
    ['@corp.test', ['ann.lee', 'eve']],
    ['blue sh', ['bob']],
    ['head r&d', ['bob']],
    ['bób', ['bob']],
    ['bob', ['bob']],
    ['BO\u0301B', ['bob']],
    ['b\u00f3\u0301', ['bob']],
    ['\u0301', []],
    ["o'hara", ['eve']],
    ["' | !a:* & \\ %", ['ann.lee']],
    ['&|!()', []],
  ])('%j finds %j', async (search, emails) => {
    expect(await found({ search })).toEqual(emails);
  });
});

describe('a contact', () => {
  const names = [
    'İrem',
    'Müller',
    'Łukasz',
    'Straße',
    'Ångström',
    'Đorđe',
    'Søren',
    'Æthel',
    'Œuvre',
    'Işıl',
    'ﬁnn',
  ];
  const forms = [
    (name: string) => name.normalize('NFC'),
    (name: string) => name.normalize('NFD'),
    (name: string) => name.normalize('NFKC'),
    (name: string) => name.toUpperCase(),
    (name: string) => name.toLowerCase(),
  ];
  const form = fc.constantFrom(...forms);

  it('is found by its name in every Unicode form and case, and by its facets and tags likewise', async () => {
    const property = fc.asyncProperty(fc.constantFrom(...names), form, form, async (name, stored, asked) => {
      const workspace = newId('ws');
      const contact = { last_name: stored(name), department: stored(name), tags: [stored(name)] };
      await write(workspace, { email: 'ann@corp.test', ...contact });
      const filters: ContactQuery[] = [
        { search: asked(name) },
        { department: [asked(name)] },
        { tags: [asked(name)] },
      ];
      for (const filter of filters) {
        const count = await harness.get(ContactList).count(workspace, filter, []);
        expect([stored(name), filter, count]).toEqual([stored(name), filter, 1]);
      }
    });
    await fc.assert(property, { numRuns: 100 });
  });

  it.each([
    ['Müller', 'muller'],
    ['Straße', 'strasse'],
    ['Łódź', 'lodz'],
    ['Đorđe', 'dorde'],
    ['Søren', 'soren'],
    ['Æthel', 'aethel'],
    ['Œuvre', 'OEUVRE'],
    ['Işıl', 'isil'],
    ['İrem', 'irem'],
    ['<Ann>', 'ann'],
    ['R&amp;D', 'amp'],
  ])('called %j is found as %j', async (last_name, search) => {
    const workspace = newId('ws');
    await write(workspace, { email: 'x@corp.test', last_name });
    expect(await harness.get(ContactList).count(workspace, { search }, [])).toBe(1);
  });
});

describe('the list of contacts', () => {
  it('narrows by every key at once, and by none to all of the workspace', async () => {
    expect(await found({})).toEqual(['ann.lee', 'bob', 'eve']);
    expect(await found({ icp_tier: ['A'] })).toEqual(['ann.lee', 'eve']);
    expect(await found({ icp_tier: ['A'], tags: ['vip', 'other'] })).toEqual(['ann.lee']);
    expect(await found({ icp_tier: ['A', 'B'], search: 'bob' })).toEqual(['bob']);
  });

  it('knows what is new, and what has changed since', async () => {
    const before = harness.clock.now().toISOString();
    expect(await found({ created_after: before })).toEqual([]);
    harness.clock.advance(1_000);
    await write(workspaceId, { email: 'bob@shop.test', grade: 'B' });

    expect(await found({ updated_after: before })).toEqual(['bob']);
    expect(await found({ created_after: before })).toEqual([]);
    expect(await found({ created_after: new Date(0).toISOString() })).toEqual(['ann.lee', 'bob', 'eve']);
  });

  it('stays stable while contacts are added', async () => {
    const workspace = newId('ws');
    const made: string[] = [];
    for (const n of [1, 2, 3, 4]) {
      const [result] = await write(workspace, { email: `c${n}@x.test` });
      made.push(result?.id ?? '');
    }
    const page = (after: string | null) =>
      harness.get(ContactList).page({ workspaceId: workspace, filter: {}, after, limit: 2 }, []);

    const first = await page(null);
    await write(workspace, { email: 'c5@x.test' });
    const second = await page(uuidOf(first.at(-1)?.id ?? ''));

    // Newest first; those of one millisecond in any order that stays.
    expect([...first, ...second].map(({ id }) => id)).toEqual(made.toSorted().toReversed());
  });
});
