import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { call } from '../support/call.js';
import { aCampaign, aFleet, anAudience, aWorkspace } from '../support/campaign-builder.js';
import { useSystem } from '../support/use-system.js';

const WithId = z.object({ id: z.string() });
const Listed = z.object({ results: z.array(WithId), next_cursor: z.string().nullable() });

/** The size of a page, and what happens after it: rows that come, and the place of the one that goes. */
const turn = fc.record({ size: fc.integer({ min: 1, max: 5 }), added: fc.nat(2), gone: fc.nat(100) });
type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never;

interface List {
  readonly path: string;
  readonly add: () => Promise<unknown>;
  readonly remove: (id: string) => Promise<unknown>;
}

describe('the pages of a list', () => {
  const system = useSystem();
  let rest: RestClient;
  let campaign: string;

  beforeAll(async () => {
    rest = await aWorkspace(system.baseUrl);
    const accounts = await aFleet(rest, { inboxes: 1, smtpPort: system.mailbox.smtpPort });
    await anAudience(rest, 8);
    campaign = (await aCampaign(rest, accounts, { campaign_type: 'nurture', max_new_leads_per_day: 0 })).id;
  });

  const page = (path: string, size: number, cursor: string | null) =>
    rest.get(Listed, `${path}?page_size=${size}${cursor === null ? '' : `&cursor=${cursor}`}`);

  const idsOf = async (path: string) => (await page(path, 500, null)).results.map(({ id }) => id);

  const lists = (): List[] => [
    {
      path: 'contacts/',
      add: () => anAudience(rest, 1),
      remove: (id) => call(rest, 'DELETE', `contacts/${id}/`),
    },
    {
      path: 'campaigns/',
      add: () => rest.act(`campaigns/${campaign}/clone/`),
      remove: (id) => (id === campaign ? Promise.resolve() : rest.act(`campaigns/${id}/archive/`)),
    },
  ];

  /** Every id in the order of the pages, while the list changes between them. */
  async function walk({ path, add, remove }: List, turns: readonly Turn[]): Promise<string[]> {
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let nth = 0; nth === 0 || cursor !== null; nth += 1) {
      const { size, added, gone } = turns[nth % turns.length] ?? { size: 5, added: 0, gone: 0 };
      const { results, next_cursor }: z.infer<typeof Listed> = await page(path, size, cursor);
      seen.push(...results.map(({ id }) => id));
      cursor = next_cursor;
      for (let n = 0; n < added; n += 1) await add();
      const there = await idsOf(path);
      if (there.length > 4) await remove(there[gone % there.length] ?? '');
    }
    return seen;
  }

  it('show once each row that stays, and none twice, while others come and go', async () => {
    for (const list of lists()) {
      while ((await idsOf(list.path)).length < 8) await list.add();
      const property = fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 6 }), async (turns) => {
        const before = await idsOf(list.path);
        const seen = await walk(list, turns);
        const after = new Set(await idsOf(list.path));
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen).toEqual(expect.arrayContaining(before.filter((id) => after.has(id))));
      });
      await fc.assert(property, { seed: 7, numRuns: 8, endOnFailure: true });
    }
  });

  it('are found by their own cursors only', async () => {
    const cursorOf = async (path: string) => (await page(path, 1, null)).next_cursor ?? '';
    const cursor = await cursorOf('contacts/');
    const foreign = await aWorkspace(system.baseUrl);
    await anAudience(foreign, 2);
    const { next_cursor: anothers } = await foreign.get(Listed, 'contacts/?page_size=1');
    expect((await call(rest, 'GET', `contacts/?cursor=${cursor}`)).status).toBe(200);

    const [first, ...others] = cursor;
    const wrong = [
      await cursorOf('campaigns/'),
      anothers ?? '',
      cursor.slice(0, -1),
      cursor.slice(0, 8),
      [first === 'A' ? 'B' : 'A', ...others].join(''),
      `${cursor}A`,
      '',
    ];
    for (const one of wrong) {
      const answer = await call(rest, 'GET', `contacts/?cursor=${one}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_error' } });
      expect(answer.body).toMatchObject({ errors: [{ field: 'cursor' }] });
    }
  });

  it('of one campaign are not those of another', async () => {
    await rest.act(`campaigns/${campaign}/launch/`);
    await rest.post(z.unknown(), `campaigns/${campaign}/enroll/`, {
      contact_ids: (await idsOf('contacts/')).slice(0, 2),
    });
    const another = await rest.post(WithId, `campaigns/${campaign}/clone/`);
    const { next_cursor } = await page(`campaigns/${campaign}/enrollments/`, 1, null);
    expect(next_cursor).not.toBeNull();

    const of = (id: string) => call(rest, 'GET', `campaigns/${id}/enrollments/?cursor=${next_cursor}`);
    expect((await of(campaign)).status).toBe(200);
    expect(await of(another.id)).toMatchObject({ status: 400, body: { code: 'validation_error' } });
  });
});
