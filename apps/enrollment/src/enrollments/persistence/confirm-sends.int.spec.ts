import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/campaign-fixtures.js';
import { EnrollmentHarness } from '../../../test/enrollment-harness.js';
import { ConfirmSends } from './confirm-sends.js';

const servers = useServers();
let harness: EnrollmentHarness;

beforeAll(async () => {
  harness = await EnrollmentHarness.boot(servers.databaseUrl);
});

afterAll(() => harness.close());

async function startedCampaign(contacts: number): Promise<ReturnType<typeof aCampaign>> {
  const campaign = aCampaign();
  await harness.insertContacts(campaign.campaign.workspace_id, contacts);
  await harness.sync(campaign);
  await harness.enrollAll();
  return campaign;
}

async function confirm(
  campaign: ReturnType<typeof aCampaign>,
  step_number = 1,
  ids?: string[],
): Promise<string[]> {
  const { workspace_id } = campaign.campaign;
  const enrollmentIds = ids ?? (await harness.enrollmentsOf(campaign)).map(({ id }) => id);
  const requested = enrollmentIds.map((id) => ({
    workspace_id,
    enrollment_id: idOf('enr', id),
    step_number,
  }));
  const confirmations = await harness.get(ConfirmSends).execute(requested);
  return confirmations.map(({ refusal }) => refusal ?? 'wanted');
}

describe('confirming a batch of sends', () => {
  it('answers each in the order of the request', async () => {
    const campaign = await startedCampaign(5);
    const workspace = uuidOf(campaign.campaign.workspace_id);
    const enrollments = await harness.enrollmentsOf(campaign);
    const [first, deleted, suppressed, finished, past] = enrollments;
    const now = harness.clock.now();
    await harness.query('update contact set deleted_at = $2 where id = $1', [deleted?.contact_id, now]);
    await harness.query(`insert into suppression values ($1, 'email', lower($2), 'unsubscribed', $3)`, [
      workspace,
      suppressed?.email,
      now,
    ]);
    await harness.query(
      `update enrollment set status = 'replied', finished_at = $2, awaiting_step = null, next_step_at = null
       where id = $1`,
      [finished?.id, now],
    );
    await harness.query('update enrollment set current_step = 1, awaiting_step = null where id = $1', [
      past?.id,
    ]);

    const ids = [...enrollments.map(({ id }) => id), randomUUID(), first?.id ?? ''];
    expect(await confirm(campaign, 1, ids)).toEqual([
      'wanted',
      'contact_deleted',
      'suppressed',
      'enrollment_finished',
      'already_past_step',
      'unknown',
      'wanted',
    ]);
  });

  it('knows nothing of another workspace', async () => {
    const campaign = await startedCampaign(1);
    const [enrollment] = await harness.enrollmentsOf(campaign);
    const enrollment_id = idOf('enr', enrollment?.id ?? '');
    const requested = { workspace_id: newId('ws'), enrollment_id, step_number: 1 };
    expect(await harness.get(ConfirmSends).execute([requested])).toMatchObject([{ refusal: 'unknown' }]);
  });

  it('gives the contact as it is now', async () => {
    const campaign = await startedCampaign(1);
    const [enrollment] = await harness.enrollmentsOf(campaign);
    await harness.query(
      `update contact set first_name = 'Zoë', custom_fields = '{"replica": "pro"}' where id = $1`,
      [enrollment?.contact_id],
    );
    const requested = {
      workspace_id: campaign.campaign.workspace_id,
      enrollment_id: idOf('enr', enrollment?.id ?? ''),
      step_number: 1,
    };
    const [confirmation] = await harness.get(ConfirmSends).execute([requested]);
    expect(confirmation?.candidate).toMatchObject({ first_name: 'Zoë', custom_fields: { replica: 'pro' } });
  });

  it('ends what it refuses for good, so that the campaign can end', async () => {
    const campaign = await startedCampaign(1);
    await harness.query(`insert into suppression values ($1, 'domain', 'corp.test', 'manual', $2)`, [
      uuidOf(campaign.campaign.workspace_id),
      harness.clock.now(),
    ]);
    expect(await confirm(campaign)).toEqual(['suppressed']);
    await harness.enrollAll();

    expect(await harness.enrollmentsOf(campaign)).toMatchObject([
      { status: 'removed', stop_reason: 'suppressed' },
    ]);
    expect(await harness.exhaustedOf(campaign)).toHaveLength(1);
  });
});
