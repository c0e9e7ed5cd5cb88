import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidOf } from '#kernel';
import { useServers } from '#testing';
import { aCampaign } from '../../../test/builders.js';
import { Store } from '../../../test/store.js';
import { ConfirmSends } from './confirm-sends.js';

const servers = useServers();
let store: Store;

beforeAll(async () => {
  store = await Store.boot(servers.databaseUrl);
});

afterAll(() => store.close());

async function startedCampaign(contacts: number): Promise<ReturnType<typeof aCampaign>> {
  const campaign = aCampaign();
  await store.insertContacts(campaign.campaign.workspace_id, contacts);
  await store.tell(campaign);
  await store.enrollAll();
  return campaign;
}

async function judge(
  campaign: ReturnType<typeof aCampaign>,
  stepNumber = 1,
  ids?: string[],
): Promise<string[]> {
  const workspaceId = uuidOf(campaign.campaign.workspace_id);
  const enrollmentIds = ids ?? (await store.enrollmentsOf(campaign)).map(({ id }) => id);
  const asked = enrollmentIds.map((enrollmentId) => ({ workspaceId, enrollmentId, stepNumber }));
  const judgements = await store.get(ConfirmSends).execute(asked);
  return judgements.map(({ refusal }) => refusal ?? 'wanted');
}

describe('confirming a batch of sends', () => {
  it('answers each in the order of the request', async () => {
    const campaign = await startedCampaign(5);
    const workspace = uuidOf(campaign.campaign.workspace_id);
    const enrollments = await store.enrollmentsOf(campaign);
    const [first, deleted, suppressed, finished, past] = enrollments;
    const now = store.clock.now();
    await store.query('update contact set deleted_at = $2 where id = $1', [deleted?.contact_id, now]);
    await store.query(`insert into suppression values ($1, 'email', lower($2), 'unsubscribed', $3)`, [
      workspace,
      suppressed?.email,
      now,
    ]);
    await store.query(
      `update enrollment set status = 'replied', finished_at = $2, awaiting_step = null, next_step_at = null
       where id = $1`,
      [finished?.id, now],
    );
    await store.query('update enrollment set current_step = 1, awaiting_step = null where id = $1', [
      past?.id,
    ]);

    const ids = [...enrollments.map(({ id }) => id), randomUUID(), first?.id ?? ''];
    expect(await judge(campaign, 1, ids)).toEqual([
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
    const [enrollment] = await store.enrollmentsOf(campaign);
    const asked = { workspaceId: randomUUID(), enrollmentId: enrollment?.id ?? '', stepNumber: 1 };
    expect(await store.get(ConfirmSends).execute([asked])).toMatchObject([{ refusal: 'unknown' }]);
  });

  it('gives the contact as it is now', async () => {
    const campaign = await startedCampaign(1);
    const [enrollment] = await store.enrollmentsOf(campaign);
    await store.query(
      `update contact set first_name = 'Zoë', custom_fields = '{"replica": "pro"}' where id = $1`,
      [enrollment?.contact_id],
    );
    const asked = {
      workspaceId: uuidOf(campaign.campaign.workspace_id),
      enrollmentId: enrollment?.id ?? '',
      stepNumber: 1,
    };
    const [judgement] = await store.get(ConfirmSends).execute([asked]);
    expect(judgement?.candidate).toMatchObject({ first_name: 'Zoë', custom_fields: { replica: 'pro' } });
  });

  it('ends what it refuses for good, so that the campaign can end', async () => {
    const campaign = await startedCampaign(1);
    await store.query(`insert into suppression values ($1, 'domain', 'corp.test', 'manual', $2)`, [
      uuidOf(campaign.campaign.workspace_id),
      store.clock.now(),
    ]);
    expect(await judge(campaign)).toEqual(['suppressed']);
    await store.enrollAll();

    expect(await store.enrollmentsOf(campaign)).toMatchObject([
      { status: 'removed', stop_reason: 'suppressed' },
    ]);
    expect(await store.toldOf('enrollment.exhausted', campaign)).toHaveLength(1);
  });
});
