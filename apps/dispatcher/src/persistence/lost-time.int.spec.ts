import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EmailIndeterminate, StepsDue } from '#contracts';
import { idOf, newId } from '#kernel';
import { makeEvent } from '#messaging';
import { useServers } from '#testing';
import { DeliveryHarness, LATER, NOON, TOMORROW } from '../../test/delivery-harness.js';
import { KnownServers } from './known-servers.js';
import { LostTime } from './lost-time.js';
import { PlannedSends } from './planned-sends.js';
import { RestoredDispatcher } from './restored-dispatcher.js';

const BACKUP = new Date('2026-05-04T10:00:00Z');
const LOSS = NOON;
const servers = useServers();
let harness: DeliveryHarness;
let operator: RestoredDispatcher;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
  operator = new RestoredDispatcher(servers.databaseUrl);
});
afterAll(() => harness.close());
beforeEach(async () => {
  await harness.seeder.clear();
  await harness.core.database.query('truncate lost_time');
});

const minutesBefore = (minutes: number, instant = LOSS): Date =>
  new Date(instant.getTime() - minutes * 60_000);

const end = (now = LATER): Promise<number> => harness.core.get(LostTime).end(now);

async function aCampaign(dailyLimit = 100): Promise<{ campaign: string; account: string }> {
  const [account = ''] = await harness.seeder.accounts(1, { dailyLimit });
  return { campaign: await harness.seeder.campaign({ accounts: [account] }), account };
}

describe('a send of a back-up', () => {
  it('that was due before the loss is not sent, and one that was due later is', async () => {
    const { campaign } = await aCampaign();
    await harness.seeder.sends({ campaign, count: 3, dueAt: minutesBefore(1) });
    await harness.seeder.sends({ campaign, count: 2, dueAt: minutesBefore(-1) });
    expect(await operator.declareLostTime(BACKUP, LOSS)).toEqual([
      { campaignId: idOf('camp', campaign), sends: 3 },
    ]);

    expect(await end()).toBe(3);
    expect(await harness.claim(LATER)).toHaveLength(2);
    expect(await harness.statuses()).toEqual({ indeterminate: 3, sending: 2 });
  });

  it('that was being delivered is not sent again', async () => {
    const { sends } = await harness.claimed(4);
    await harness.start(sends.slice(0, 2));
    await operator.declareLostTime(BACKUP, LATER);

    expect(await end(TOMORROW)).toBe(4);
    expect(await harness.claim(TOMORROW)).toEqual([]);
  });

  it('moves its contact on as of the earliest instant at which it can have left', async () => {
    const { campaign } = await aCampaign();
    await harness.seeder.sends({ campaign, count: 1, dueAt: minutesBefore(600) });
    await harness.seeder.sends({ campaign, count: 1, dueAt: minutesBefore(30) });
    await operator.declareLostTime(BACKUP, LOSS);
    await end();

    const published = await harness.published(EmailIndeterminate);
    const instants = published.map(({ data }) => data.at).toSorted();
    expect(instants).toEqual([BACKUP, minutesBefore(30)].map((instant) => instant.toISOString()));
  });

  it('counts against the limits of the day, up to them, and no more on a later day', async () => {
    const { campaign } = await aCampaign(2);
    await harness.seeder.sends({ campaign, count: 3, dueAt: minutesBefore(1) });
    await operator.declareLostTime(BACKUP, LOSS);
    await end();
    expect(await harness.reserved()).toEqual({ accounts: 2, campaigns: 3 });

    await harness.seeder.clear();
    const later = await aCampaign(2);
    await harness.seeder.sends({ campaign: later.campaign, count: 3, dueAt: minutesBefore(1) });
    await end(TOMORROW);
    expect(await harness.reserved()).toEqual({ accounts: 0, campaigns: 0 });
  });

  it('is left alone where nothing was lost', async () => {
    const { campaign } = await aCampaign();
    await harness.seeder.sends({ campaign, count: 3, dueAt: minutesBefore(1) });

    expect(await end()).toBe(0);
    expect(await harness.statuses()).toEqual({ scheduled: 3 });
  });
});

describe('a step that is planned after a restore', () => {
  it('is never open to a claim where it was due before the loss', async () => {
    const { campaign } = await aCampaign();
    await operator.declareLostTime(BACKUP, LOSS);
    const step = (due_at: Date) => ({
      enrollment_id: newId('enr'),
      contact_id: newId('cont'),
      step_id: newId('step'),
      step_number: 2,
      email: 'x@example.com',
      due_at: due_at.toISOString(),
    });
    const steps = [step(minutesBefore(5)), step(LATER)];
    const data = { campaign_id: idOf('camp', campaign), steps };
    const workspaceId = idOf('ws', harness.seeder.workspace);
    const due = makeEvent(StepsDue, { service: 'enrollment', workspaceId, time: LATER, data });
    await harness.core.get(PlannedSends).plan([due], LATER);
    await harness.core.get(PlannedSends).plan([due], LATER);

    expect(await harness.statuses()).toEqual({ indeterminate: 1, scheduled: 1 });
    expect(await harness.published(EmailIndeterminate)).toHaveLength(1);
  });
});

describe('the servers of a database', () => {
  it('are those of its first start, until the operator says otherwise', async () => {
    const known = new KnownServers(harness.core.database);
    expect(await operator.lastSeen()).toEqual({ at: null, runs: false });
    expect(await Promise.all(['a', 'a', 'a'].map((made) => known.see(made)))).toEqual([true, true, true]);
    expect(await known.see('b')).toBe(false);
    expect(await operator.lastSeen()).toMatchObject({ at: expect.any(Date), runs: true });

    await operator.forgetServers();
    expect(await known.see('b')).toBe(true);
    expect(await known.see('a')).toBe(false);
  });
});
