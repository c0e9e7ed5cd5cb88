import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_LOG_PAGE_BYTES, type CampaignRef, type SendView } from '#contracts';
import { idOf, newId, onBehalfOf } from '#kernel';
import { useServers, type ServiceCore } from '#testing';
import { startCore } from '../../test/delivery-harness.js';
import { Seeder } from '../../test/seed-sends.js';
import { Schedules } from '../persistence/schedules.js';
import { SendLog } from '../persistence/send-log.js';
import { SendLogController } from './send-log.controller.js';

const servers = useServers();
let core: ServiceCore;
let seeder: Seeder;
let campaign: string;

beforeAll(async () => {
  core = await startCore(servers.databaseUrl, [Schedules, SendLog, SendLogController]);
  seeder = new Seeder(core.database);
  campaign = await seeder.campaign({ accounts: await seeder.accounts(1) });
  await seeder.sends({ campaign, count: 20_000, dueAt: new Date('2026-05-04T12:00:00Z') });
  const another = await seeder.campaign({ accounts: await seeder.accounts(1) });
  await seeder.sends({ campaign: another, count: 100, dueAt: new Date('2026-05-04T12:00:00Z') });
  await core.database.query(`update send set status = 'sent', sent_at = due_at, message_id = id::text`);
});
afterAll(() => core.close());

describe('the log of a campaign', () => {
  const ref = (): CampaignRef => ({
    workspace_id: idOf('ws', seeder.workspace),
    campaign_id: idOf('camp', campaign),
  });
  const read = (of: CampaignRef, cursor?: string) =>
    onBehalfOf(of.workspace_id, () => core.get(SendLogController).read({ ...of, cursor }));
  const count = (of: CampaignRef) => onBehalfOf(of.workspace_id, () => core.get(SendLogController).count(of));

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
    expect(await count(ref())).toEqual({ count: 20_500 });
  });

  it('is empty for another workspace, and for a campaign of which nothing is known', async () => {
    for (const foreign of [
      { ...ref(), workspace_id: newId('ws') },
      { ...ref(), campaign_id: newId('camp') },
    ]) {
      expect(await read(foreign)).toEqual({ results: [], next_cursor: null });
      expect(await count(foreign)).toEqual({ count: 0 });
    }
  });
});
