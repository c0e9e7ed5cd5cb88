import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CampaignAutoPaused,
  CampaignUnhealthy,
  CheckGate,
  GetCampaignWithMetrics,
  HoldCampaign,
  PauseCampaign,
  ResumeCampaign,
  type CampaignView,
  type DataOf,
} from '#contracts';
import { eventually, refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';
import { gateAnswer } from './stub-services.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

const REASON = {
  code: 'bounce_rate_high',
  message: 'campaign bounced 6 % of 50 messages in 24 hours; at most 5 % allowed',
  actual: 0.06,
  required: 0.05,
} as const;

const get = (campaign: CampaignView) => campaigns.rpc.request(GetCampaignWithMetrics, refTo(campaign));

const tell = (campaign: CampaignView, changes: Partial<DataOf<typeof CampaignUnhealthy>> = {}) =>
  campaigns.stubs.publishData(CampaignUnhealthy, campaign.workspace_id, {
    campaign_id: campaign.id,
    since: campaign.updated_at,
    reasons: [REASON],
    at: campaigns.clock.now().toISOString(),
    ...changes,
  });

/** The consumer works through its messages in order: when the last one shows, all before it were handled. */
async function handled(): Promise<void> {
  const last = await campaigns.active();
  await tell(last);
  await eventually(async () => expect((await get(last)).status).toBe('paused'));
}

async function autoPaused(): Promise<CampaignView> {
  const active = await campaigns.active();
  await tell(active);
  return eventually(async () => {
    const campaign = await get(active);
    expect(campaign.status).toBe('paused');
    return campaign;
  });
}

describe('a campaign with bad figures', () => {
  it('is paused with the reasons, and published once however often the figures come', async () => {
    const active = await campaigns.active();

    await tell(active);
    await tell(active);
    await handled();

    expect(await get(active)).toMatchObject({
      status: 'paused',
      paused_by: 'deliverability',
      pause_reason: REASON.message,
      blocking_reasons: [REASON],
    });
    expect(await campaigns.published(CampaignAutoPaused, active)).toMatchObject([
      {
        data: { version: 3, reasons: [REASON], active_since: null, campaign: { blocking_reasons: [REASON] } },
      },
    ]);
  });

  it('is held at the dispatcher at the version of the pause, and again until the dispatcher has answered', async () => {
    const versions: number[] = [];
    await campaigns.stubs.answer(HoldCampaign, ({ version }) => {
      versions.push(version);
      if (versions.length === 1) throw new Error('down');
      return { in_flight: 0 };
    });

    const paused = await autoPaused();

    await eventually(() => expect(versions).toEqual([3, 3]));
    expect(await campaigns.published(CampaignAutoPaused, paused)).toHaveLength(1);
  });

  it('is paused although the hold of one that was told before it fails', async () => {
    const first = await campaigns.active();
    const second = await campaigns.active({}, first.workspace_id);
    await campaigns.stubs.answer(HoldCampaign, ({ campaign_id }) => {
      if (campaign_id === first.id) throw new Error('down');
      return { in_flight: 0 };
    });

    await campaigns.stubs.publishData(
      CampaignUnhealthy,
      first.workspace_id,
      ...[first, second].map((campaign) => ({
        campaign_id: campaign.id,
        since: campaign.updated_at,
        reasons: [REASON],
        at: campaigns.clock.now().toISOString(),
      })),
    );

    await eventually(async () => expect((await get(second)).status).toBe('paused'));
  });

  it('stays as a person paused it', async () => {
    const active = await campaigns.active();
    await campaigns.rpc.request(PauseCampaign, { ...refTo(active), reason: 'reviewing_copy' });

    await tell(active);
    await handled();

    expect(await get(active)).toMatchObject({ paused_by: 'user', pause_reason: 'reviewing_copy' });
    expect(await campaigns.published(CampaignAutoPaused, active)).toEqual([]);
  });

  it('is not paused again by figures from before its resume, and is by later ones', async () => {
    const paused = await autoPaused();
    campaigns.clock.advance(60_000);
    const resumed = await campaigns.rpc.request(ResumeCampaign, refTo(paused));
    expect(resumed).not.toHaveProperty('blocking_reasons');

    await tell(resumed, { since: new Date(Date.parse(resumed.updated_at) - 1).toISOString() });
    await handled();
    expect(await get(paused)).toMatchObject({ status: 'active' });

    await tell(resumed);
    await handled();
    expect(await get(paused)).toMatchObject({ status: 'paused', paused_by: 'deliverability' });
    expect(await campaigns.published(CampaignAutoPaused, paused)).toHaveLength(2);
  });

  it('is resumed only with the consent of the gate', async () => {
    const paused = await autoPaused();
    await campaigns.stubs.answer(CheckGate, gateAnswer({ allowed: false, blocking_reasons: [REASON] }));

    const refusal = await refusalOf(campaigns.rpc.request(ResumeCampaign, refTo(paused)));

    expect(refusal).toMatchObject({
      kind: 'rejected',
      code: 'gate_blocked',
      details: { blocking_reasons: [REASON] },
    });
    expect(await get(paused)).toEqual(paused);
  });
});
