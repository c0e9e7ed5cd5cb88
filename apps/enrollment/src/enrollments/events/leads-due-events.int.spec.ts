import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CampaignEventData } from '#contracts';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, changed } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { ApplyOutcomes } from '../persistence/apply-outcomes.js';
import { PublishDueSteps } from '../persistence/publish-due-steps.js';
import { RemoveEnrollments } from '../persistence/remove-enrollments.js';

const DAY_MS = 86_400_000;
const ACCOUNT = newId('ea');
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

async function started(contacts: number, delays: readonly number[]): Promise<CampaignEventData> {
  const campaign = aCampaign({ platform: 'reachinbox', delays });
  await harness.insertContacts(campaign.campaign.workspace_id, contacts, { timeZone: 'Asia/Kathmandu' });
  await harness.sync(campaign);
  await harness.enrollAll();
  return campaign;
}

async function tellDue(): Promise<void> {
  while ((await harness.get(PublishDueSteps).execute()) === 'more');
}

/** Every contact got the message of the step. */
async function sent(campaign: CampaignEventData, step_number: number): Promise<void> {
  const { workspace_id } = campaign.campaign;
  const at = harness.clock.now();
  const advances = (await harness.enrollmentsOf(campaign)).map(({ id }) => ({
    enrollment_id: idOf('enr', id),
    workspace_id,
    step_number,
    at,
    sent_from: ACCOUNT,
  }));
  await harness.get(ApplyOutcomes).execute({ advances, stops: [] });
}

describe('a delegated campaign', () => {
  it('hands each contact over once, when its first step is due, and none as a step of ours', async () => {
    const campaign = await started(700, [0, DAY_MS]);
    await tellDue();
    const leads = await harness.dueLeadsOf(campaign);
    const [enrollment] = await harness.enrollmentsOf(campaign);

    expect(new Set(leads.map(({ enrollment_id }) => enrollment_id)).size).toBe(700);
    expect(leads).toHaveLength(700);
    expect(leads.find(({ enrollment_id }) => uuidOf(enrollment_id) === enrollment?.id)).toEqual({
      enrollment_id: idOf('enr', enrollment?.id ?? ''),
      contact_id: idOf('cont', enrollment?.contact_id ?? ''),
      email: enrollment?.email,
      step_id: campaign.steps[0]?.step_id,
      due_at: enrollment?.enrolled_at.toISOString(),
      time_zone: 'Asia/Kathmandu',
    });
    expect(await harness.dueStepsOf(campaign)).toEqual([]);
  });

  it('hands them over after the delay of the first step, and not while it is paused', async () => {
    const campaign = await started(2, [DAY_MS]);
    const paused = changed(campaign, { status: 'paused' });
    await harness.sync(paused);
    harness.clock.advance(2 * DAY_MS);
    await tellDue();
    expect(await harness.dueLeadsOf(campaign)).toEqual([]);

    await harness.sync(changed(paused, { status: 'active' }));
    await tellDue();
    expect(await harness.dueLeadsOf(campaign)).toHaveLength(2);
  });

  it('tells nobody of later steps, and goes on with what the platform has sent until it ends', async () => {
    const campaign = await started(1, [0, DAY_MS]);
    await sent(campaign, 1);
    harness.clock.advance(2 * DAY_MS);
    await tellDue();
    expect([await harness.dueLeadsOf(campaign), await harness.dueStepsOf(campaign)]).toMatchObject([
      [{}],
      [],
    ]);
    expect(await harness.enrollmentsOf(campaign)).toMatchObject([{ current_step: 1, awaiting_step: 2 }]);

    await sent(campaign, 2);
    await harness.enrollAll();
    expect(await harness.finishedOf(campaign)).toMatchObject([{ status: 'completed' }]);
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);
  });

  it('goes on with a follow-up that the platform has sent earlier than it was due here', async () => {
    const campaign = await started(1, [0, DAY_MS, DAY_MS]);
    await sent(campaign, 1);
    await sent(campaign, 2);

    expect(await harness.enrollmentsOf(campaign)).toMatchObject([{ status: 'active', current_step: 2 }]);
  });

  it('ends although a removed contact had a message in the queue of the platform', async () => {
    const campaign = await started(1, [0]);
    const { workspace_id, id: campaign_id } = campaign.campaign;
    const contact_ids = await harness.contactsOf(campaign);
    await harness
      .get(RemoveEnrollments)
      .execute({ workspace_id, campaign_id, contact_ids, stop_pending_sends: false });
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);

    await sent(campaign, 1);
    expect(await harness.enrollmentsOf(campaign)).toMatchObject([{ status: 'removed', current_step: 1 }]);
  });
});
