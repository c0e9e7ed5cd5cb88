import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReopenSteps as ReopenStepsRequest, RequestOf } from '#contracts';
import { idOf, newId } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import type { Advance, Stop } from '../domain/outcome.js';
import { ApplyOutcomes, type Outcomes } from './apply-outcomes.js';
import { PublishDueSteps } from './publish-due-steps.js';
import { ReopenSteps } from './reopen-steps.js';

type Campaign = ReturnType<typeof aCampaign>;
type Enrollment = Awaited<ReturnType<EnrollmentHarness['enrollmentsOf']>>[number];

const HOUR_MS = 3_600_000;
const ACCOUNT = newId('ea');
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

/** Two contacts, so that the campaign goes on while one of them is finished. */
async function started(delays = [0, HOUR_MS]): Promise<{ campaign: Campaign; id: string }> {
  const campaign = aCampaign({ delays });
  await harness.insertContacts(campaign.campaign.workspace_id, 2);
  await harness.sync(campaign);
  await harness.enrollAll();
  const [enrollment] = await harness.enrollmentsOf(campaign);
  if (enrollment === undefined) throw new Error('nobody is enrolled');
  return { campaign, id: enrollment.id };
}

const enrollmentOf = async (campaign: Campaign, id: string): Promise<Enrollment | undefined> =>
  (await harness.enrollmentsOf(campaign)).find((each) => each.id === id);

const apply = (outcomes: Partial<Outcomes>): Promise<void> =>
  harness.get(ApplyOutcomes).execute({ advances: [], stops: [], ...outcomes });

const stepOf = ({ campaign }: Campaign, id: string, step_number = 1) => ({
  enrollment_id: idOf('enr', id),
  workspace_id: campaign.workspace_id,
  step_number,
  at: harness.clock.now(),
});
const failed = (campaign: Campaign, id: string): Stop => ({
  ...stepOf(campaign, id),
  status: 'failed',
  reason: 'recipient_deferred',
  dead_address: null,
});
const left = (campaign: Campaign, id: string, stepNumber = 1): Advance => ({
  ...stepOf(campaign, id, stepNumber),
  sent_from: ACCOUNT,
});

const command = (
  { campaign }: Campaign,
  steps: readonly { id: string; step?: number; at?: Date }[],
): RequestOf<typeof ReopenStepsRequest> => ({
  workspace_id: campaign.workspace_id,
  campaign_id: campaign.id,
  steps: steps.map(({ id, step = 1, at = harness.clock.now() }) => ({
    enrollment_id: idOf('enr', id),
    step_number: step,
    settled_at: at.toISOString(),
  })),
});
const reopen = (request: RequestOf<typeof ReopenStepsRequest>): Promise<string[]> =>
  harness.get(ReopenSteps).execute(request);

describe('a step that is reopened', () => {
  it('is awaited again after a failure, and its message moves the contact on', async () => {
    const { campaign, id } = await started();
    await apply({ stops: [failed(campaign, id)] });
    expect(await enrollmentOf(campaign, id)).toMatchObject({ status: 'failed' });

    expect(await reopen(command(campaign, [{ id }]))).toEqual(['reopened']);
    expect(await enrollmentOf(campaign, id)).toMatchObject({
      status: 'active',
      current_step: 0,
      awaiting_step: 1,
      finished_at: null,
      stop_reason: null,
    });

    harness.clock.advance(HOUR_MS);
    await apply({ advances: [left(campaign, id)] });
    expect(await enrollmentOf(campaign, id)).toMatchObject({ status: 'active', current_step: 1 });
  });

  it('takes back the next step of a contact that moved on in doubt, until it is known', async () => {
    const { campaign, id } = await started();
    await apply({ advances: [left(campaign, id)] });
    expect(await reopen(command(campaign, [{ id }]))).toEqual(['reopened']);

    harness.clock.advance(2 * HOUR_MS);
    await harness.get(PublishDueSteps).execute();
    expect(await enrollmentOf(campaign, id)).toMatchObject({ awaiting_step: 1, next_step_at: null });
    const again = left(campaign, id);
    await apply({ advances: [again] });
    expect(await enrollmentOf(campaign, id)).toMatchObject({
      awaiting_step: null,
      next_step_at: new Date(again.at.getTime() + HOUR_MS),
    });
  });

  it('is not ended by what was published about it before, however late and often that arrives', async () => {
    const { campaign, id } = await started();
    const before = failed(campaign, id);
    const doubt = left(campaign, id);
    expect(await reopen(command(campaign, [{ id }]))).toEqual(['reopened']);

    await apply({ stops: [before] });
    await apply({ advances: [doubt], stops: [before] });
    expect(await enrollmentOf(campaign, id)).toMatchObject({ status: 'active', awaiting_step: 1 });

    harness.clock.advance(1_000);
    await apply({ advances: [doubt, left(campaign, id)] });
    expect(await enrollmentOf(campaign, id)).toMatchObject({ current_step: 1, awaiting_step: null });
  });

  it('is reopened once by a request that is repeated, and not again when that message has left', async () => {
    const { campaign, id } = await started();
    await apply({ stops: [failed(campaign, id)] });
    const request = command(campaign, [{ id }]);
    expect([await reopen(request), await reopen(request)]).toEqual([['reopened'], ['reopened']]);

    harness.clock.advance(1_000);
    await apply({ advances: [left(campaign, id)] });
    expect(await reopen(request)).toEqual(['already_past_step']);
    expect(await enrollmentOf(campaign, id)).toMatchObject({ current_step: 1, awaiting_step: null });
  });

  it('keeps its campaign from ending, and the last contact may be completed already', async () => {
    const { campaign, id } = await started([0]);
    await apply({ advances: [left(campaign, id)] });
    expect(await enrollmentOf(campaign, id)).toMatchObject({ status: 'completed' });
    expect(await reopen(command(campaign, [{ id }]))).toEqual(['reopened']);
    const [, other] = await harness.enrollmentsOf(campaign);
    await apply({ advances: [left(campaign, other?.id ?? '')] });
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toEqual([]);

    harness.clock.advance(1_000);
    await apply({ advances: [left(campaign, id)] });
    await harness.enrollAll();
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);
    expect(await reopen(command(campaign, [{ id }]))).toEqual(['campaign_over']);
  });
});

describe('a step stays closed', () => {
  it('for whom a later step went to, of several of one contact all but the last', async () => {
    const { campaign, id } = await started();
    await apply({ advances: [left(campaign, id)] });
    harness.clock.advance(HOUR_MS);
    await harness.get(PublishDueSteps).execute();
    expect(await reopen(command(campaign, [{ id }]))).toEqual(['already_past_step']);

    await apply({ advances: [left(campaign, id, 2)] });
    expect(await reopen(command(campaign, [{ id }, { id, step: 2 }]))).toEqual([
      'already_past_step',
      'reopened',
    ]);
  });

  it.each([
    [
      'replied',
      `update enrollment set status = 'replied', awaiting_step = null, next_step_at = null,
       finished_at = now() where id = $1`,
    ],
    [
      'was deleted',
      `update contact set deleted_at = now() where id = (select contact_id from enrollment where id = $1)`,
    ],
    [
      'is suppressed',
      `insert into suppression (workspace_id, kind, value, reason, created_at)
       select workspace_id, 'email', lower(email), 'unsubscribed', now() from enrollment where id = $1`,
    ],
  ])('for a contact that %s', async (_, change) => {
    const { campaign, id } = await started();
    await apply({ stops: [failed(campaign, id)] });
    await harness.query(change, [id]);

    expect(await reopen(command(campaign, [{ id }]))).toEqual(['contact_stopped']);
  });

  it('to another workspace', async () => {
    const { campaign, id } = await started();
    await apply({ stops: [failed(campaign, id)] });
    const workspace_id = newId('ws');

    expect(await reopen({ ...command(campaign, [{ id }]), workspace_id })).toEqual(['campaign_over']);
    expect(await enrollmentOf(campaign, id)).toMatchObject({ status: 'failed' });
  });
});
