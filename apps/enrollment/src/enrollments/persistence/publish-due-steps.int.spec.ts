import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { PublishDueSteps } from './publish-due-steps.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let harness: EnrollmentHarness;
let replica: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
  replica = await EnrollmentHarness.boot(servers.databaseUrl, harness.clock);
});

afterAll(async () => {
  await Promise.all([harness.close(), replica.close()]);
});

async function tellAll(from = harness): Promise<void> {
  while ((await from.get(PublishDueSteps).execute()) === 'more');
}

async function waiting(contacts: number): Promise<ReturnType<typeof aCampaign>> {
  const campaign = aCampaign({ delays: [DAY_MS] });
  await harness.insertContacts(campaign.campaign.workspace_id, contacts);
  await harness.sync(campaign);
  await harness.enrollAll();
  return campaign;
}

describe('steps that fall due', () => {
  it('are published once, with the instant at which they were due, while replicas race', async () => {
    const campaign = await waiting(6_000);
    await tellAll();
    expect(await harness.dueStepsOf(campaign)).toEqual([]);

    harness.clock.advance(DAY_MS + 60_000);
    await Promise.all([tellAll(), tellAll(replica)]);
    const published = await harness.dueStepsOf(campaign);
    expect(published).toHaveLength(6_000);
    expect(new Set(published.map(({ enrollment_id }) => enrollment_id)).size).toBe(6_000);
    const [enrollment] = await harness.enrollmentsOf(campaign);
    const step = published.find(({ contact_id }) => uuidOf(contact_id) === enrollment?.contact_id);
    expect(step).toMatchObject({ step_number: 1, step_id: campaign.steps[0]?.step_id });
    expect(step?.due_at).toBe(enrollment?.next_step_at?.toISOString());
  });

  it('wait while their campaign is paused, and keep their original time', async () => {
    const campaign = await waiting(1);
    const paused = changed(campaign, { status: 'paused' });
    await harness.sync(paused);
    harness.clock.advance(3 * DAY_MS);
    await tellAll();
    expect(await harness.dueStepsOf(campaign)).toEqual([]);

    await harness.sync(changed(paused, { status: 'active' }));
    await tellAll();
    const [enrollment] = await harness.enrollmentsOf(campaign);
    const dueAt = new Date(Number(enrollment?.enrolled_at) + DAY_MS).toISOString();
    expect(await harness.dueStepsOf(campaign)).toMatchObject([{ due_at: dueAt }]);
  });

  it('say when the next one is due, those of paused campaigns left out', async () => {
    const campaign = await waiting(2);
    await tellAll();
    const [enrollment] = await harness.enrollmentsOf(campaign);
    expect(await harness.get(PublishDueSteps).execute()).toEqual({ nextAt: enrollment?.next_step_at });

    await harness.sync(changed(campaign, { status: 'paused' }));
    expect(await harness.get(PublishDueSteps).execute()).toEqual({ nextAt: null });
  });
});
