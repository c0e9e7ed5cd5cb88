import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import type { Stop } from '../domain/outcome.js';
import { ApplyOutcomes } from './apply-outcomes.js';
import { ReopenSteps } from './reopen-steps.js';

const HOUR_MS = 3_600_000;
const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});
afterAll(() => harness.close());

/** A campaign whose only contact got the first of its steps a moment ago. */
async function sentCampaign(delays: number[]) {
  const campaign = aCampaign({ delays });
  const { workspace_id, id: campaign_id } = campaign.campaign;
  await harness.insertContacts(workspace_id, 1);
  await harness.sync(campaign);
  await harness.enrollAll();
  const enrollment = async () => {
    const [row] = await harness.enrollmentsOf(campaign);
    if (row === undefined) throw new Error('nobody is enrolled');
    return row;
  };
  const { id, email } = await enrollment();
  const step = { enrollment_id: idOf('enr', id), workspace_id, step_number: 1 };
  const at = harness.clock.now();
  await harness
    .get(ApplyOutcomes)
    .execute({ advances: [{ ...step, at, sent_from: newId('ea') }], stops: [] });
  const bounce = async (reason: 'hard_bounce' | 'soft_bounce'): Promise<void> => {
    const dead_address = reason === 'hard_bounce' ? email : null;
    const stop: Stop = { ...step, at: harness.clock.now(), status: 'bounced', reason, dead_address };
    await harness.get(ApplyOutcomes).execute({ advances: [], stops: [stop] });
  };
  const reopen = (settled_at: Date) =>
    harness.get(ReopenSteps).execute({
      workspace_id,
      campaign_id,
      steps: [{ enrollment_id: step.enrollment_id, step_number: 1, settled_at: settled_at.toISOString() }],
    });
  return { workspace_id, email, enrollment, bounce, reopen, sentAt: at };
}

const suppressionsOf = (workspace: string, email: string) =>
  harness.query('select reason from suppression where workspace_id = $1 and value = lower($2)', [
    workspace,
    email,
  ]);

describe('a bounce that is reported after the message was accepted', () => {
  it.each([
    ['while the next step waits', [0, HOUR_MS]],
    ['after the last step', [0]],
  ])('of a dead address ends the enrollment and suppresses the address, %s', async (_, delays) => {
    const { workspace_id, email, enrollment, bounce } = await sentCampaign(delays);

    await bounce('hard_bounce');

    expect(await enrollment()).toMatchObject({
      status: 'bounced',
      stop_reason: 'hard_bounce',
      next_step_at: null,
    });
    expect(await suppressionsOf(uuidOf(workspace_id), email)).toEqual([{ reason: 'hard_bounce' }]);
  });

  it('of another kind ends the enrollment and suppresses nobody', async () => {
    const { workspace_id, email, enrollment, bounce } = await sentCampaign([0, HOUR_MS]);

    await bounce('soft_bounce');

    expect(await enrollment()).toMatchObject({
      status: 'bounced',
      stop_reason: 'soft_bounce',
      next_step_at: null,
      awaiting_step: null,
    });
    expect(await suppressionsOf(uuidOf(workspace_id), email)).toEqual([]);
  });
});

describe('a full mailbox that is reported after the message was accepted', () => {
  it.each([
    ['while the next step waits', [0, HOUR_MS]],
    ['after the last step', [0]],
  ])('has the contact await the same step again, %s', async (_, delays) => {
    const { enrollment, reopen, sentAt } = await sentCampaign(delays);

    expect(await reopen(sentAt)).toEqual(['reopened']);

    expect(await enrollment()).toMatchObject({ status: 'active', current_step: 0, awaiting_step: 1 });
  });

  it('finds a contact that has stopped, and leaves it so', async () => {
    const { enrollment, bounce, reopen, sentAt } = await sentCampaign([0, HOUR_MS]);
    await bounce('soft_bounce');

    expect(await reopen(sentAt)).toEqual(['contact_stopped']);

    expect(await enrollment()).toMatchObject({ status: 'bounced' });
  });
});
