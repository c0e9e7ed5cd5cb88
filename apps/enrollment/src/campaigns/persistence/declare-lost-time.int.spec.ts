import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { declareLostTime } from './declare-lost-time.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

type Campaign = ReturnType<typeof aCampaign>;

async function aCampaignWith(contacts: number): Promise<Campaign> {
  const campaign = aCampaign({ max_new_leads_per_day: 3 });
  await harness.insertContacts(campaign.campaign.workspace_id, contacts);
  await harness.sync(campaign);
  return campaign;
}

/** How many contacts were enrolled as of each instant. */
async function enrolledAt(campaign: Campaign): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { enrolled_at } of await harness.enrollmentsOf(campaign)) {
    const instant = enrolled_at.toISOString();
    counts[instant] = (counts[instant] ?? 0) + 1;
  }
  return counts;
}

it('a restored campaign enrolls the quotas of the lost days as of these days, and the rest from now on', async () => {
  const backup = new Date('2026-05-04T10:00:00.000Z');
  harness.clock.travelTo(new Date('2026-05-06T09:00:00.000Z'));
  const campaign = await aCampaignWith(12);
  await declareLostTime(servers.databaseUrl, backup, new Date('2026-05-05T18:00:00.000Z'));
  await harness.enrollAll();

  const {
    [backup.toISOString()]: first,
    ['2026-05-05T00:00:00.000Z']: second,
    ...others
  } = await enrolledAt(campaign);
  expect([first, second]).toEqual([3, 3]);
  expect(Object.keys(others).every((instant) => instant >= '2026-05-06T09:00:00')).toBe(true);
  expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(3);
  const told = (await harness.dueStepsOf(campaign)).map(({ due_at }) => due_at);
  expect(told.filter((due) => due < '2026-05-05T18:00:00.000Z')).toHaveLength(6);
});

it('its paused campaigns do so at their resume', async () => {
  harness.clock.travelTo(new Date('2026-06-06T09:00:00.000Z'));
  const paused = aCampaign({ max_new_leads_per_day: 3, status: 'paused' });
  await harness.insertContacts(paused.campaign.workspace_id, 2);
  await harness.sync(paused);
  const backup = new Date('2026-06-05T10:00:00.000Z');
  await declareLostTime(servers.databaseUrl, backup, new Date('2026-06-05T11:00:00.000Z'));
  harness.clock.advance(DAY_MS);
  await harness.sync(changed(paused, { status: 'active' }));
  await harness.enrollAll();

  expect(await enrolledAt(paused)).toEqual({ [backup.toISOString()]: 2 });
});

it('contacts that come after a restore are enrolled as of now, once those of the back-up are', async () => {
  harness.clock.travelTo(new Date('2026-07-06T09:00:00.000Z'));
  const campaign = await aCampaignWith(1);
  await declareLostTime(
    servers.databaseUrl,
    new Date('2026-07-06T07:00:00Z'),
    new Date('2026-07-06T08:00:00Z'),
  );
  await harness.enrollAll();
  await harness.write(campaign.campaign.workspace_id, [{ email: 'new@corp.test', country: 'DE' }]);
  await harness.enrollAll();

  const instants = Object.keys(await enrolledAt(campaign)).toSorted();
  expect(instants).toEqual(['2026-07-06T07:00:00.000Z', expect.stringMatching(/^2026-07-06T09:00/)]);
});

it('a loss that is told to have been before contacts were enrolled is refused', async () => {
  const campaign = await aCampaignWith(1);
  await harness.enrollAll();
  const enrolled = (await harness.enrollmentsOf(campaign))[0]?.enrolled_at ?? new Date(0);
  const before = new Date(enrolled.getTime() - 1_000);
  await expect(declareLostTime(servers.databaseUrl, before, before)).rejects.toThrow(
    'the services ran again',
  );
});
