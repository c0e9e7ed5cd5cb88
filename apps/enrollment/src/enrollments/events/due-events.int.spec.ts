import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { PublishDueSteps } from '../persistence/publish-due-steps.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

/** Contacts in Kathmandu, and one of whom nobody knows where. */
async function insertContacts({ campaign }: CampaignEventData): Promise<void> {
  await harness.insertContacts(campaign.workspace_id, 2, { timeZone: 'Asia/Kathmandu' });
  await harness.insertContacts(campaign.workspace_id, 1, { prefix: 'nowhere' });
}

async function toldZones(campaign: CampaignEventData): Promise<Record<string, unknown>> {
  const steps = await harness.dueStepsOf(campaign);
  return Object.fromEntries(steps.map(({ email, time_zone }) => [email, time_zone]));
}

const ZONES = {
  'p1@corp.test': 'Asia/Kathmandu',
  'p2@corp.test': 'Asia/Kathmandu',
  'nowhere1@corp.test': null,
};

describe('a step that is due tells the zone of its contact', () => {
  it('when a page of those who are found starts', async () => {
    const campaign = aCampaign();
    await insertContacts(campaign);
    await harness.sync(campaign);
    await harness.enrollAll();

    expect(await toldZones(campaign)).toEqual(ZONES);
  });

  it('when those who were named start', async () => {
    const campaign = aCampaign({ contact_filter: { country: ['XX'] } });
    await insertContacts(campaign);
    await harness.sync(campaign);
    await harness.enroll(campaign, await harness.contactsOf(campaign));
    await harness.enrollAll();

    expect(await toldZones(campaign)).toEqual(ZONES);
  });

  it('when it waited for its time', async () => {
    const campaign = aCampaign({ delays: [DAY_MS] });
    await insertContacts(campaign);
    await harness.sync(campaign);
    await harness.enrollAll();
    harness.clock.advance(DAY_MS + 60_000);
    while ((await harness.get(PublishDueSteps).execute()) === 'more');

    expect(await toldZones(campaign)).toEqual(ZONES);
  });
});
