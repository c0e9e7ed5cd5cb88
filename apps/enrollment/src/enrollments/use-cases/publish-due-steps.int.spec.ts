import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/builders.js';
import { Store } from '../../../test/store.js';
import { PublishDueSteps } from './publish-due-steps.js';

const DAY_MS = 86_400_000;
const servers = useServers();
let store: Store;
let replica: Store;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
  replica = await Store.boot(servers.databaseUrl, store.clock);
});

afterAll(async () => {
  await Promise.all([store.close(), replica.close()]);
});

async function tellAll(from = store): Promise<void> {
  while ((await from.get(PublishDueSteps).execute()) === 'more');
}

async function waiting(contacts: number): Promise<ReturnType<typeof aCampaign>> {
  const campaign = aCampaign({ delays: [DAY_MS] });
  await store.insertContacts(campaign.campaign.workspace_id, contacts);
  await store.tell(campaign);
  await store.enrollAll();
  return campaign;
}

describe('steps that fall due', () => {
  it('are told once, with the instant at which they were due, while replicas race', async () => {
    const campaign = await waiting(6_000);
    await tellAll();
    expect(await store.dueStepsOf(campaign)).toEqual([]);

    store.clock.advance(DAY_MS + 60_000);
    await Promise.all([tellAll(), tellAll(replica)]);
    const told = await store.dueStepsOf(campaign);
    expect(told).toHaveLength(6_000);
    expect(new Set(told.map(({ enrollment_id }) => enrollment_id)).size).toBe(6_000);
    const [enrollment] = await store.enrollmentsOf(campaign);
    const step = told.find(({ contact_id }) => uuidOf(contact_id) === enrollment?.contact_id);
    expect(step).toMatchObject({ step_number: 1, step_id: campaign.steps[0]?.step_id });
    expect(step?.due_at).toBe(enrollment?.next_step_at?.toISOString());
  });

  it('wait while their campaign is paused, and keep their original time', async () => {
    const campaign = await waiting(1);
    const paused = changed(campaign, { status: 'paused' });
    await store.tell(paused);
    store.clock.advance(3 * DAY_MS);
    await tellAll();
    expect(await store.dueStepsOf(campaign)).toEqual([]);

    await store.tell(changed(paused, { status: 'active' }));
    await tellAll();
    const [enrollment] = await store.enrollmentsOf(campaign);
    const dueAt = new Date(Number(enrollment?.enrolled_at) + DAY_MS).toISOString();
    expect(await store.dueStepsOf(campaign)).toMatchObject([{ due_at: dueAt }]);
  });

  it('say when the next one is due, those of paused campaigns left out', async () => {
    const campaign = await waiting(2);
    await tellAll();
    const [enrollment] = await store.enrollmentsOf(campaign);
    expect(await store.get(PublishDueSteps).execute()).toEqual({ nextAt: enrollment?.next_step_at });

    await store.tell(changed(campaign, { status: 'paused' }));
    expect(await store.get(PublishDueSteps).execute()).toEqual({ nextAt: null });
  });
});
