import { beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import { newId } from '#kernel';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { ApiContract } from '../support/api-contract.js';
import type { ApiOperation } from '../support/api-operations.js';
import { call, type ApiResponse } from '../support/call.js';
import {
  createCampaign,
  createContacts,
  createSendingAccounts,
  createSequence,
  createWorkspace,
} from '../support/campaign-fixtures.js';
import { problem } from '../support/response-shapes.js';
import { seedAlert } from '../support/seed-alerts.js';
import { webhookUrl } from '../support/seed-one-of-each.js';
import { seedReply } from '../support/seed-replies.js';
import { useSystem } from '../support/use-system.js';

const WithId = z.object({ id: z.string() });
const Listed = z.object({
  results: z.array(WithId),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
});

/** Rows of a list before its pages are read. */
const ROWS = 6;
/** The size of a page, and the changes after it: rows to add, and the place of the row to remove. */
const turn = fc.record({ size: fc.integer({ min: 1, max: 4 }), added: fc.nat(1), gone: fc.nat(100) });
type Turn = typeof turn extends fc.Arbitrary<infer Value> ? Value : never;

interface List {
  readonly add: () => Promise<unknown>;
  /** Undefined for a list whose rows are never removed. */
  readonly remove?: (id: string) => Promise<unknown>;
  /** Narrows a list that other tests fill too. */
  readonly query?: Readonly<Record<string, string>>;
}

describe('the pages of a list', () => {
  const system = useSystem();
  let rest: RestClient;
  let paged: readonly ApiOperation[];
  let sequence: string;
  let campaign: string;
  let another: string;
  let webhooks: readonly [string, string];

  beforeAll(async () => {
    rest = await createWorkspace(system.baseUrl);
    const accounts = await createSendingAccounts(rest, { count: 2, smtpPort: system.mailbox.smtpPort });
    await createContacts(rest, ROWS);
    const settings = { campaign_type: 'nurture' };
    const draft = await createCampaign(rest, accounts, settings, { delayMinutes: 10_000 });
    [campaign, sequence] = [draft.id, draft.sequence_id];
    await rest.act(`campaigns/${campaign}/launch/`);
    another = (await rest.post(WithId, `campaigns/${campaign}/clone/`)).id;
    // the gate applies to this type
    await call(rest, 'PATCH', `campaigns/${another}/`, { campaign_type: 'cold_outreach' });
    webhooks = [await webhook(), await webhook()];
    const { operations } = await ApiContract.of(system.baseUrl);
    // the list of a person's own sessions needs a session
    paged = operations.filter((one) => takesCursor(one) && one.scopes.length > 0);
  });

  /** Two things that each have a list at the path. */
  const ownersOf = (path: string) =>
    path.startsWith('webhooks/') ? webhooks : ([campaign, another] as const);
  const pageAt = (
    { method, path }: ApiOperation,
    { cursor, size, of = ownersOf(path)[0] }: { cursor?: string; size: number; of?: string },
    caller = rest,
  ): Promise<ApiResponse> => {
    const address = path.replace('{id}', of);
    if (method === 'POST') return call(caller, method, `${address}/`, { cursor, page_size: size });
    const query = new URLSearchParams({
      ...lists[`${method} ${path}`]?.query,
      page_size: String(size),
      ...(cursor !== undefined && { cursor }),
    });
    return call(caller, method, `${address}/?${query.toString()}`);
  };
  const page = async (list: ApiOperation, size: number, cursor?: string) =>
    Listed.parse((await pageAt(list, { size, ...(cursor !== undefined && { cursor }) })).body);
  const idsOf = async (list: ApiOperation) => (await page(list, 500)).results.map(({ id }) => id);

  const created = (path: string, body: object) => rest.post(WithId, path, body);
  const deleted = (path: string) => (id: string) => call(rest, 'DELETE', `${path}${id}/`);
  const newContact = async () => {
    const email = `${crypto.randomUUID()}@example.com`;
    return (await rest.post(WithId, 'contacts/', { email })).id;
  };
  const enroll = async () => {
    const contact_ids = [await newContact()];
    await rest.post(z.unknown(), `campaigns/${campaign}/enroll/`, { contact_ids });
  };
  const sends = async (): Promise<number> => {
    const { results } = await rest.get(Listed, `campaigns/${campaign}/sends/?page_size=500`);
    return results.length;
  };
  /** Waits for the send, which follows the enrollment. */
  const send = async () => {
    const before = await sends();
    await enroll();
    await eventually(async () => expect(await sends()).toBeGreaterThan(before));
  };
  const invite = () =>
    rest.post(z.unknown(), 'users/', { email: `${crypto.randomUUID()}@example.com`, role: 'viewer' });
  const webhook = async () => {
    const url = webhookUrl(system.mailbox.smtpPort);
    const input = { name: 'Of the tests', url, event_subscriptions: ['webhook.test'] };
    return (await rest.post(WithId, 'webhooks/', input)).id;
  };
  /** An event, and a delivery, as soon as it has answered. */
  const testWebhook = () => rest.act(`webhooks/${webhooks[0]}/test/`);
  const smtp = { host: '127.0.0.1', port: 1, secure: false };

  /** Adds and removes rows of each documented list. */
  const lists: Readonly<Record<string, List>> = {
    'GET contacts': { add: newContact, remove: deleted('contacts/') },
    'POST contacts/search': { add: newContact, remove: deleted('contacts/') },
    'GET campaigns': {
      add: () => rest.act(`campaigns/${another}/clone/`),
      remove: async (id) => {
        if (id !== campaign && id !== another) await rest.act(`campaigns/${id}/archive/`);
      },
    },
    'GET campaigns/{id}/enrollments': { add: enroll },
    'GET campaigns/{id}/sends': { add: send },
    'GET sequences': {
      add: () => createSequence(rest),
      remove: async (id) => {
        if (id !== sequence) await deleted('sequences/')(id);
      },
    },
    'GET segments': {
      add: () => created('segments/', { name: 'One more', type: 'static' }),
      remove: deleted('segments/'),
    },
    'GET replies': { add: () => seedReply(rest, system.databaseUrl, campaign) },
    'GET suppressions': {
      add: () => created('suppressions/', { email: `${crypto.randomUUID()}@example.com` }),
      remove: deleted('suppressions/'),
    },
    'GET sending-accounts': {
      add: () => created('sending-accounts/', { email: `${crypto.randomUUID()}@example.com`, smtp }),
    },
    'GET clients': { add: () => created('clients/', { name: 'C' }), remove: deleted('clients/') },
    'GET api-keys': {
      add: () => created('api-keys/', { name: 'K', scopes: ['campaigns:read'] }),
    },
    'GET users': { add: invite },
    'GET audit-log': { add: invite },
    'GET events': { add: testWebhook, query: { type: 'webhook.test' } },
    'GET webhooks/{id}/deliveries': { add: testWebhook },
    'GET deliverability/alerts': { add: () => seedAlert(rest, system.databaseUrl, campaign) },
    'GET deliverability/decisions': { add: () => call(rest, 'GET', `campaigns/${another}/gate/`) },
    'GET deliverability/domains': {
      add: () => created('sending-accounts/', { email: `rep@${crypto.randomUUID()}.example`, smtp }),
    },
    'GET deliverability/events': { add: () => call(rest, 'GET', `campaigns/${another}/gate/`) },
  };

  const fill = async (list: ApiOperation, rows: number): Promise<void> => {
    for (let n = (await idsOf(list)).length; n < rows; n += 1) await lists[nameOf(list)]?.add();
  };

  /** All ids in the order of the pages, while the list changes between pages. */
  async function walk(list: ApiOperation, { add, remove }: List, turns: readonly Turn[]): Promise<string[]> {
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let nth = 0; nth === 0 || cursor !== undefined; nth += 1) {
      const { size, added, gone } = turns[nth % turns.length] ?? { size: 4, added: 0, gone: 0 };
      const { results, next_cursor, has_more }: z.infer<typeof Listed> = await page(list, size, cursor);
      expect(has_more).toBe(next_cursor !== null);
      seen.push(...results.map(({ id }) => id));
      cursor = next_cursor ?? undefined;
      for (let n = 0; n < added; n += 1) await add();
      const there = remove === undefined ? [] : await idsOf(list);
      if (there.length > ROWS / 2) await remove?.(there[gone % there.length] ?? '');
    }
    return seen;
  }

  it('show each row that stays once, while other rows come and go', async () => {
    expect(paged.map(nameOf).toSorted()).toEqual(Object.keys(lists).toSorted());
    for (const list of paged) {
      const { add, remove } = lists[nameOf(list)] ?? { add: () => Promise.resolve() };
      await fill(list, ROWS);
      const property = fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 5 }), async (turns) => {
        const before = await idsOf(list);
        const seen = await walk(list, { add, ...(remove && { remove }) }, turns);
        const after = new Set(await idsOf(list));
        expect([nameOf(list), new Set(seen).size]).toEqual([nameOf(list), seen.length]);
        expect(seen).toEqual(expect.arrayContaining(before.filter((id) => after.has(id))));
      });
      await fc.assert(property, { seed: 7, numRuns: 4, endOnFailure: true });
    }
  });

  it('have cursors that no other list accepts', async () => {
    const foreign = await createWorkspace(system.baseUrl);
    await createContacts(foreign, 2);
    const contacts = paged.find((one) => nameOf(one) === 'GET contacts');
    const anothers = Listed.parse(
      contacts && (await pageAt(contacts, { size: 1 }, foreign)).body,
    ).next_cursor;
    const cursors = new Map<ApiOperation, string>();
    for (const list of paged) {
      await fill(list, 2);
      cursors.set(list, (await page(list, 1)).next_cursor ?? '');
    }

    for (const [list, cursor] of cursors) {
      expect([nameOf(list), (await pageAt(list, { size: 1, cursor })).status]).toEqual([nameOf(list), 200]);
      const ofOthers = [...cursors].flatMap(([other, theirs]) => (other === list ? [] : [theirs]));
      for (const wrong of [anothers ?? '', ...ofOthers.slice(0, 3), ...damaged(cursor)]) {
        const { status, body } = await pageAt(list, { size: 1, cursor: wrong });
        expect([nameOf(list), wrong, status, body]).toEqual([
          nameOf(list),
          wrong,
          400,
          problem(400, 'validation_error', {
            errors: [{ field: 'cursor', code: expect.any(String), message: expect.any(String) }],
          }),
        ]);
      }
    }
  });

  it('of one campaign or webhook do not accept the cursors of another', async () => {
    for (const list of paged.filter(({ path }) => path.includes('{id}'))) {
      await fill(list, 2);
      const { next_cursor } = await page(list, 1);
      const { status } = await pageAt(list, {
        size: 1,
        cursor: next_cursor ?? '',
        of: ownersOf(list.path)[1],
      });
      expect([nameOf(list), status]).toEqual([nameOf(list), 400]);
    }
  });
});

const nameOf = ({ method, path }: ApiOperation): string => `${method} ${path}`;

const Paging = z.object({ properties: z.object({ cursor: z.unknown(), page_size: z.unknown() }) });
const takesCursor = (operation: ApiOperation): boolean =>
  operation.parameters.some(({ name }) => name === 'cursor') ||
  Paging.safeParse(operation.bodySchema).success;

/** Cut off, lengthened, changed in the first and the last place, malformed, and empty. */
function damaged(cursor: string): string[] {
  const [first, ...others] = cursor;
  const changed = (letter: string | undefined) => (letter === 'A' ? 'B' : 'A');
  return [
    cursor.slice(0, -1),
    cursor.slice(0, 8),
    [changed(first), ...others].join(''),
    cursor.slice(0, -1) + changed(cursor.at(-1)),
    `${cursor}A`,
    Buffer.from(newId('cont')).toString('base64url'),
    '',
  ];
}
