import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CampaignCompleted,
  CampaignPaused,
  EnrollmentsExhausted,
  GetCampaignWithMetrics,
  PauseCampaign,
  type CampaignView,
} from '#contracts';
import { makeEvent, NatsConnectionHolder, toMessages, JetStreamPublisher } from '#messaging';
import { eventually, useServers } from '#testing';
import { CampaignsUnderTest, refTo, refusalOf } from './campaigns-harness.js';

const servers = useServers();
let campaigns: CampaignsUnderTest;
let nats: NatsConnectionHolder;

beforeAll(async () => {
  campaigns = await CampaignsUnderTest.start(servers);
  nats = await NatsConnectionHolder.connect({ service: 'enrollment', url: servers.natsUrl, replicas: 1 });
});
afterAll(async () => {
  await nats.close();
  await campaigns.stop();
});
beforeEach(() => {
  campaigns.neighbours.reset();
});

const get = (campaign: CampaignView) => campaigns.rpc.request(GetCampaignWithMetrics, refTo(campaign));

describe('pausing a campaign', () => {
  it('holds the dispatcher at the version that is already committed, and answers what was in flight', async () => {
    const active = await campaigns.active();
    const seen: unknown[] = [];
    campaigns.neighbours.answers.hold = async (request) => {
      seen.push(request, (await get(active)).status);
      return { in_flight: 7 };
    };

    const answer = await campaigns.rpc.request(PauseCampaign, { ...refTo(active), reason: 'reviewing_copy' });

    expect(answer).toMatchObject({
      in_flight: 7,
      campaign: { status: 'paused', paused_by: 'user', pause_reason: 'reviewing_copy' },
    });
    expect(seen).toEqual([{ ...refTo(active), version: 3 }, 'paused']);
    expect(await campaigns.told(CampaignPaused, active)).toMatchObject([{ data: { version: 3 } }]);
  });

  it('is recorded, but not promised, when the dispatcher cannot answer', async () => {
    const active = await campaigns.active();
    campaigns.neighbours.answers.hold = () => {
      throw new Error('down');
    };

    const refusal = await refusalOf(campaigns.rpc.request(PauseCampaign, refTo(active)));

    expect(refusal).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('recorded') });
    expect(await get(active)).toMatchObject({ status: 'paused' });
    expect(await campaigns.told(CampaignPaused, active)).toHaveLength(1);
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
  const tellExhausted = (campaign: CampaignView) => {
    const event = makeEvent(EnrollmentsExhausted, {
      service: 'enrollment',
      workspaceId: campaign.workspace_id,
      time: new Date(),
      data: { campaign_id: campaign.id },
    });
    return new JetStreamPublisher(nats).publish(toMessages(EnrollmentsExhausted, [event]));
  };

  it('completes an active campaign, once however often it is told', async () => {
    const active = await campaigns.active();

    await tellExhausted(active);
    await tellExhausted(active);
    const another = await campaigns.active();
    await tellExhausted(another);

    const done = await eventually(async () => {
      const campaign = await get(another);
      expect(campaign.status).toBe('completed');
      return campaign;
    });
    expect(done.completed_at).not.toBeNull();
    await eventually(async () => expect((await get(active)).status).toBe('completed'));
    expect(await campaigns.told(CampaignCompleted, active)).toHaveLength(1);
  });

  it('leaves a paused campaign paused', async () => {
    const active = await campaigns.active();
    const { campaign: paused } = await campaigns.rpc.request(PauseCampaign, refTo(active));
    const another = await campaigns.active();

    await tellExhausted(paused);
    await tellExhausted(another);

    await eventually(async () => expect((await get(another)).status).toBe('completed'));
    expect(await get(paused)).toEqual(paused);
  });
});
