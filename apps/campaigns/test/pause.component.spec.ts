import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CampaignCompleted,
  CampaignPaused,
  EnrollmentsExhausted,
  GetCampaignWithMetrics,
  HoldCampaign,
  PauseCampaign,
  type CampaignView,
} from '#contracts';
import { newId } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

const get = (campaign: CampaignView) => campaigns.rpc.request(GetCampaignWithMetrics, refTo(campaign));

describe('pausing a campaign', () => {
  it('holds the dispatcher at the committed version, and answers how many sends were in flight', async () => {
    const active = await campaigns.active();
    const seen: unknown[] = [];
    await campaigns.stubs.answer(HoldCampaign, async (request) => {
      seen.push(request, (await get(active)).status);
      return { in_flight: 7 };
    });

    const answer = await campaigns.rpc.request(PauseCampaign, { ...refTo(active), reason: 'reviewing_copy' });

    expect(answer).toMatchObject({
      in_flight: 7,
      campaign: { status: 'paused', paused_by: 'user', pause_reason: 'reviewing_copy' },
    });
    expect(seen).toEqual([{ ...refTo(active), version: 3 }, 'paused']);
    expect(await campaigns.published(CampaignPaused, active)).toMatchObject([{ data: { version: 3 } }]);
  });

  it('is recorded, but not promised, when the dispatcher cannot answer', async () => {
    const active = await campaigns.active();
    await campaigns.stubs.answer(HoldCampaign, () => {
      throw new Error('down');
    });

    const refusal = await refusalOf(campaigns.rpc.request(PauseCampaign, refTo(active)));

    expect(refusal).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('recorded') });
    expect(await get(active)).toMatchObject({ status: 'paused' });
    expect(await campaigns.published(CampaignPaused, active)).toHaveLength(1);
    expect(await refusalOf(campaigns.rpc.request(PauseCampaign, refTo(active)))).toMatchObject({
      code: 'invalid_transition',
    });
  });

  it('refuses a draft', async () => {
    const refusal = await refusalOf(campaigns.rpc.request(PauseCampaign, refTo(await campaigns.draft())));

    expect(refusal).toMatchObject({ kind: 'conflict', code: 'invalid_transition' });
  });
});

describe('the end of the last enrollment', () => {
  const publishExhausted = ({ workspace_id, id }: CampaignView) =>
    campaigns.stubs.publishData(EnrollmentsExhausted, workspace_id, { campaign_id: id });

  it('completes an active campaign, once however often it is published', async () => {
    const active = await campaigns.active();

    await publishExhausted(active);
    await publishExhausted(active);
    const another = await campaigns.active();
    await publishExhausted(another);

    const done = await eventually(async () => {
      const campaign = await get(another);
      expect(campaign.status).toBe('completed');
      return campaign;
    });
    expect(done.completed_at).not.toBeNull();
    await eventually(async () => expect((await get(active)).status).toBe('completed'));
    expect(await campaigns.published(CampaignCompleted, active)).toHaveLength(1);
  });

  it('of another workspace than the campaign completes nothing', async () => {
    const [active, another] = [await campaigns.active(), await campaigns.active()];

    await publishExhausted({ ...active, workspace_id: newId('ws') });
    await publishExhausted(another);

    await eventually(async () => expect((await get(another)).status).toBe('completed'));
    expect(await get(active)).toEqual(active);
  });

  it('leaves a paused campaign paused', async () => {
    const active = await campaigns.active();
    const { campaign: paused } = await campaigns.rpc.request(PauseCampaign, refTo(active));
    const another = await campaigns.active();

    await publishExhausted(paused);
    await publishExhausted(another);

    await eventually(async () => expect((await get(another)).status).toBe('completed'));
    expect(await get(paused)).toEqual(paused);
  });
});
