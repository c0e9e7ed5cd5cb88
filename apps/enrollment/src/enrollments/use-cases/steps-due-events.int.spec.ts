import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { idOf, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/builders.js';
import { Store } from '../../../test/store.js';
import { AddEnrollments } from './add-enrollments.js';
import { PublishDueSteps } from './publish-due-steps.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let store: Store;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
});
afterAll(() => store.close());

/** Contacts in Kathmandu, and one of whom nobody knows where. */
async function insertContacts({ campaign }: CampaignEventData): Promise<void> {
  await store.insertContacts(campaign.workspace_id, 2, { timeZone: 'Asia/Kathmandu' });
  await store.insertContacts(campaign.workspace_id, 1, { prefix: 'nowhere' });
}

async function toldZones(campaign: CampaignEventData): Promise<Record<string, unknown>> {
  const steps = await store.dueStepsOf(campaign);
  return Object.fromEntries(steps.map(({ email, time_zone }) => [email, time_zone]));
}

const ZONES = {
  'p1@corp.test': 'Asia/Kathmandu',
  'p2@corp.test': 'Asia/Kathmandu',
  'nowhere1@corp.test': null,
};

describe('a step that is snapshot to be due tells the zone of its contact', () => {
  it('when a page of those who are found starts', async () => {
    const campaign = aCampaign();
    await insertContacts(campaign);
    await store.tell(campaign);
    await store.enrollAll();

    expect(await toldZones(campaign)).toEqual(ZONES);
  });

  it('when those who were named start', async () => {
    const campaign = aCampaign({ contact_filter: { country: ['XX'] } });
    await insertContacts(campaign);
    await store.tell(campaign);
    const contacts = await store.query<{ id: string }>('select id from contact where workspace_id = $1', [
      uuidOf(campaign.campaign.workspace_id),
    ]);
    const contact_ids = contacts.map(({ id }) => idOf('cont', id));
    await store.get(AddEnrollments).execute({ snapshot: campaign, contact_ids });
    await store.enrollAll();

    expect(await toldZones(campaign)).toEqual(ZONES);
  });

  it('when it waited for its time', async () => {
    const campaign = aCampaign({ delays: [DAY_MS] });
    await insertContacts(campaign);
    await store.tell(campaign);
    await store.enrollAll();
    store.clock.advance(DAY_MS + 60_000);
    while ((await store.get(PublishDueSteps).execute()) === 'more');

    expect(await toldZones(campaign)).toEqual(ZONES);
  });
});
