import { startServiceCore, useServers, type ServiceCore } from '#testing';
import type { Statement } from '#database';
import { MAX_LOG_PAGE_BYTES, type CampaignRef, type SendView } from '#contracts';
import { idOf, newId, onBehalfOf } from '#kernel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Seeder } from '../../test/seed-sends.js';
import { migrations } from './migrations/index.js';
import { ReadSendLog } from '../use-cases/read-send-log.js';
import { SendLog } from './send-log.js';
import { listSends, type ListedSends } from './sends.sql.js';

const servers = useServers();
let core: ServiceCore;
let seeder: Seeder;
let campaign: string;

beforeAll(async () => {
  core = await startServiceCore({
    service: 'dispatcher',
    url: servers.databaseUrl,
    migrations,
    providers: [ReadSendLog, SendLog],
    poolSize: 12,
  });
  seeder = new Seeder(core.database);
  campaign = await seeder.campaign({ accounts: await seeder.accounts(1) });
  await seeder.sends({ campaign, count: 20_000, dueAt: new Date('2026-05-04T12:00:00Z') });
  const another = await seeder.campaign({ accounts: await seeder.accounts(1) });
  await seeder.sends({ campaign: another, count: 100, dueAt: new Date('2026-05-04T12:00:00Z') });
  await core.database.query(`update send set status = 'sent', sent_at = due_at, message_id = id::text`);
  await core.database.query('vacuum analyze send');
});
afterAll(() => core.close());

const listed = (narrowed: Partial<ListedSends>): Statement => {
  const list = { workspace: seeder.workspace, owner: campaign, after: null, limit: 51 };
  return listSends({ ...list, statuses: undefined, contact: undefined, step: undefined, ...narrowed });
};

it.each<[string, () => Partial<ListedSends>, string]>([
  ['a contact', () => ({ contact: randomUUID() }), 'send_of_contact'],
  ['a status that is rare', () => ({ statuses: ['failed'] }), 'send_ended_listed'],
  ['some statuses that are rare', () => ({ statuses: ['failed', 'indeterminate'] }), 'send_ended_listed'],
  ['a status that is frequent', () => ({ statuses: ['sent'], after: randomUUID() }), 'send_listed'],
])('the sends of %s are found by an index among all that went out', async (_, narrowed, index) => {
  const { sql, values } = listed(narrowed());
  const lines = await core.database.query(`explain ${sql}`, values);

  expect(JSON.stringify(lines)).toContain(index);
});

it('an empty list of statuses finds nothing', async () => {
  const { sql, values } = listed({ statuses: [] });

  expect(await core.database.query(sql, values)).toEqual([]);
});

describe('the log of a campaign', () => {
  const ref = (): CampaignRef => ({
    workspace_id: idOf('ws', seeder.workspace),
    campaign_id: idOf('camp', campaign),
  });
  const read = (of: CampaignRef, cursor?: string) =>
    onBehalfOf(of.workspace_id, () => core.get(ReadSendLog).execute({ ...of, cursor }));
  const count = (of: CampaignRef) => onBehalfOf(of.workspace_id, () => core.get(SendLog).count(of));

  async function pages(): Promise<SendView[][]> {
    const all: SendView[][] = [];
    let cursor: string | undefined;
    do {
      const { results, next_cursor } = await read(ref(), cursor);
      all.push(results);
      cursor = next_cursor ?? undefined;
    } while (cursor !== undefined);
    return all;
  }

  it('is all of its sends, each once, newest first, in pages that fit into messages', async () => {
    const all = await pages();
    const ids = all.flat().map(({ id }) => id);

    expect(ids).toHaveLength(20_000);
    expect(ids).toEqual([...new Set(ids)].toSorted().toReversed());
    expect(Math.max(...all.map((page) => Buffer.byteLength(JSON.stringify(page))))).toBeLessThanOrEqual(
      MAX_LOG_PAGE_BYTES + 2,
    );
  });

  it('keeps its pages: sends that are planned while it is read are on none of them', async () => {
    const first = await read(ref());
    const second = await read(ref(), first.next_cursor ?? undefined);
    await seeder.sends({ campaign, count: 500, dueAt: new Date('2026-05-05T12:00:00Z') });

    expect(await read(ref(), first.next_cursor ?? undefined)).toEqual(second);
    expect(await count(ref())).toBe(20_500);
  });

  it('is empty for another workspace, and for a campaign of which nothing is known', async () => {
    for (const foreign of [
      { ...ref(), workspace_id: newId('ws') },
      { ...ref(), campaign_id: newId('camp') },
    ]) {
      expect(await read(foreign)).toEqual({ results: [], next_cursor: null });
      expect(await count(foreign)).toBe(0);
    }
  });
});
