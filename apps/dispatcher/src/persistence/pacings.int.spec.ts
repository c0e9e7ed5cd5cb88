import { idOf, newId } from '#kernel';
import { useServers } from '#testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Desk, LATER, NOON } from '../../test/desk.js';
import { Pacings } from './pacings.js';

const servers = useServers();
let desk: Desk;
let pacings: Pacings;

beforeAll(async () => {
  desk = await Desk.open(servers.databaseUrl);
  pacings = new Pacings(desk.store.database);
});
afterAll(() => desk.close());
afterEach(() => desk.fleet.clear());

describe('the facts of a pacing', () => {
  it('count what waits, what was sent today, and the inboxes that may send', async () => {
    const good = await desk.fleet.lanes(1, { dailyLimit: 40 });
    const bad = [
      ...(await desk.fleet.lanes(1, { active: false })),
      ...(await desk.fleet.lanes(1, { health: 10 })),
    ];
    const campaign = await desk.fleet.campaign({ lanes: [...good, ...bad], dailyLimit: 9 });
    await desk.fleet.sends({ campaign, count: 4, dueAt: NOON });
    await desk.fleet.sends({ campaign, count: 2, dueAt: LATER });
    await desk.store.database.query('update lane set sent_today = 7, day_resets_at = $1', [NOON]);
    await desk.store.database.query('update campaign_pace set sent_today = 5, day_resets_at = $1', [LATER]);
    const ref = { workspace_id: idOf('ws', desk.fleet.workspace), campaign_id: idOf('camp', campaign) };
    const now = new Date(NOON.getTime() + 1_000);

    expect(await pacings.factsOf(ref, now)).toMatchObject({
      held: false,
      used: 5,
      limit: 9,
      resetsAt: LATER,
      lanes: [{ used: 0, limit: 40, resetsAt: new Date('2026-05-05T00:00:00Z') }],
      due: 4,
      waiting: 6,
      nextDueAt: NOON,
    });
    expect(await pacings.factsOf({ ...ref, workspace_id: newId('ws') }, now)).toBeUndefined();
  });
});
