import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ArchiveCampaign,
  CheckDelegatedCampaign,
  GetCampaignPacing,
  GetCampaignWithMetrics,
  GetDelegatedPacing,
  GetPacing,
  HoldCampaign,
  HoldDelegatedCampaign,
  LaunchCampaign,
  ListCampaigns,
  PauseCampaign,
  PlatformCampaignChanged,
  ResumeCampaign,
  type CampaignResource,
  type CampaignView,
  type PlatformState,
} from '#contracts';
import { newId } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { CampaignsHarness, refTo } from './campaigns-harness.js';
import { platformState } from './stub-services.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

const get = (campaign: CampaignView) => campaigns.rpc.request(GetCampaignWithMetrics, refTo(campaign));
const delegated = (): Promise<CampaignResource> => campaigns.active({ platform: 'smartlead' });

const tell = ({ workspace_id, id }: CampaignView, state: PlatformState, state_version: number) =>
  campaigns.stubs.publishData(PlatformCampaignChanged, workspace_id, {
    campaign_id: id,
    state,
    state_version,
  });

const PENDING = {
  status: 'pending',
  wanted: 'active',
  observed: null,
  platform_campaign_id: null,
  drift: [],
};

describe('the state at the platform', () => {
  it('is shown of launched campaigns that are delegated, and of no other', async () => {
    const draft = await campaigns.draft({ platform: 'lemlist' });
    expect(draft).not.toHaveProperty('platform_state');
    expect(await campaigns.active()).not.toHaveProperty('platform_state');

    expect(await campaigns.rpc.request(LaunchCampaign, refTo(draft))).toMatchObject({
      platform_state: PENDING,
    });
    expect(await get(draft)).toMatchObject({ platform_state: PENDING });
  });

  it('is the newest one that was told, in whatever order', async () => {
    const campaign = await delegated();
    const newest = platformState({ platform_campaign_id: 'newest' });

    await tell(campaign, newest, 3);
    await eventually(async () => expect((await get(campaign)).platform_state).toEqual(newest));
    await tell(campaign, platformState({ status: 'failed' }), 2);
    const another = await delegated();
    await tell(another, newest, 1);

    await eventually(async () => expect((await get(another)).platform_state).toEqual(newest));
    expect((await get(campaign)).platform_state).toEqual(newest);
  });

  it('of another workspace than the campaign changes nothing', async () => {
    const [campaign, another] = [await delegated(), await delegated()];

    await tell({ ...campaign, workspace_id: newId('ws') }, platformState(), 1);
    await tell(another, platformState(), 1);

    await eventually(async () => expect((await get(another)).platform_state?.status).toBe('confirmed'));
    expect((await get(campaign)).platform_state).toMatchObject(PENDING);
  });

  it('reaches lists although the campaign did not change', async () => {
    const campaign = await delegated();
    const listed = async () => {
      const query = { workspace_id: campaign.workspace_id, page_size: 10 };
      return (await campaigns.rpc.request(ListCampaigns, query)).results[0]?.platform_state;
    };
    expect(await listed()).toMatchObject(PENDING);

    await tell(campaign, platformState(), 1);

    await eventually(async () => expect(await listed()).toEqual(platformState()));
  });

  it('is pending again as soon as the campaign wants something else', async () => {
    const campaign = await delegated();
    await tell(campaign, platformState(), 1);
    await eventually(async () => expect((await get(campaign)).platform_state?.status).toBe('confirmed'));

    await campaigns.rpc.request(PauseCampaign, refTo(campaign));
    expect((await get(campaign)).platform_state).toMatchObject({ status: 'pending', wanted: 'paused' });
    const resumed = await campaigns.rpc.request(ResumeCampaign, refTo(campaign));
    expect(resumed.platform_state).toMatchObject({ status: 'pending', wanted: 'active' });
  });
});

describe('pausing a delegated campaign', () => {
  it('holds the pushes with the paused campaign, and answers whether the platform has confirmed', async () => {
    const campaign = await delegated();
    await campaigns.stubs.answer(HoldCampaign, () => ({ in_flight: 2 }));
    await campaigns.stubs.answer(HoldDelegatedCampaign, () => ({
      in_flight: 3,
      confirmed: false,
      state: platformState({ status: 'pending', wanted: 'paused', observed: 'active' }),
    }));

    const answer = await campaigns.rpc.request(PauseCampaign, refTo(campaign));

    expect(answer).toMatchObject({
      in_flight: 5,
      campaign: { status: 'paused', platform_state: { status: 'pending', wanted: 'paused' } },
    });
    expect(campaigns.stubs.requestsOf(HoldDelegatedCampaign)).toMatchObject([
      { snapshot: { version: 3, campaign: { id: campaign.id, status: 'paused' }, steps: [{}, {}] } },
    ]);
  });

  it('is recorded, but not promised, while nobody can hold the pushes', async () => {
    const campaign = await delegated();
    await campaigns.stubs.answer(HoldDelegatedCampaign, () => {
      throw new Error('down');
    });

    const refusal = await refusalOf(campaigns.rpc.request(PauseCampaign, refTo(campaign)));

    expect(refusal).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('recorded') });
    expect(await get(campaign)).toMatchObject({ status: 'paused', platform_state: { status: 'pending' } });
  });

  it('of a native campaign asks the platforms service for nothing', async () => {
    await campaigns.rpc.request(PauseCampaign, refTo(await campaigns.active()));

    expect(campaigns.stubs.requestsOf(HoldDelegatedCampaign)).toEqual([]);
    expect(campaigns.stubs.requestsOf(CheckDelegatedCampaign)).toEqual([]);
  });
});

describe('archiving a delegated campaign', () => {
  it('holds it too, and stops it at its platform', async () => {
    const campaign = await delegated();

    const { campaign: archived } = await campaigns.rpc.request(ArchiveCampaign, refTo(campaign));

    expect(archived.platform_state).toMatchObject({ status: 'confirmed', wanted: 'stopped' });
    expect(campaigns.stubs.requestsOf(HoldDelegatedCampaign)).toHaveLength(1);
  });
});

describe('launching a delegated campaign', () => {
  it('asks whether its platform can send it, with what its texts need', async () => {
    const sequence = await campaigns.writeSequence([
      { subject: 'Hello', body_text: 'Hi from {{ sender.name }}' },
      { delay_value: 2, delay_unit: 'days', body_text: 'Again' },
    ]);
    const changes = { platform: 'instantly', sequence_id: sequence.id, recipient_time_zone: true } as const;
    const campaign = await campaigns.active(changes, sequence.workspace_id);

    expect(campaigns.stubs.requestsOf(CheckDelegatedCampaign)).toEqual([
      {
        workspace_id: campaign.workspace_id,
        client_id: null,
        platform: 'instantly',
        campaign_type: 'cold_outreach',
        recipient_time_zone: true,
        sending_account_ids: campaign.sending_account_ids,
        min_health_score: 70,
        names_sender: true,
        delays_ms: [0, 172_800_000],
      },
    ]);
  });

  it('is refused with the code of the platform’s first reason, and stays a draft', async () => {
    const draft = await campaigns.draft({ platform: 'instantly' });
    const reason = { code: 'account_not_on_platform', message: 'one is missing', actual: 1 } as const;
    await campaigns.stubs.answer(CheckDelegatedCampaign, () => ({ blocking_reasons: [reason] }));

    const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(draft)));

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'account_not_on_platform' });
    expect((await get(draft)).status).toBe('draft');
  });

  it('is refused while the platforms service is down', async () => {
    const draft = await campaigns.draft({ platform: 'instantly' });
    await campaigns.stubs.answer(CheckDelegatedCampaign, () => {
      throw new Error('down');
    });

    const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(draft)));

    expect(refusal).toMatchObject({ kind: 'unavailable' });
    expect((await get(draft)).status).toBe('draft');
  });
});

describe('the pacing of a delegated campaign', () => {
  const PACING = {
    sendable_now: 4,
    next_send_at: null,
    remaining_today: 10,
    binding_limit: null,
    blockers: [],
    limits: [],
  };

  it('counts the leads that wait, within the limit of the day', async () => {
    const campaign = await delegated();
    await campaigns.stubs.answer(GetPacing, () => PACING);
    await campaigns.stubs.answer(GetDelegatedPacing, () => ({ waiting_leads: 100, blockers: [] }));

    const pacing = await campaigns.rpc.request(GetCampaignPacing, refTo(campaign));

    expect(pacing).toMatchObject({ sendable_now: 10, blockers: [] });
  });

  it('names the platform where it is what binds', async () => {
    const campaign = await delegated();
    const blocker = { code: 'platform_rate_limited', message: 'no more for now' } as const;
    await campaigns.stubs.answer(GetPacing, () => PACING);
    await campaigns.stubs.answer(GetDelegatedPacing, () => ({ waiting_leads: 1, blockers: [blocker] }));

    const pacing = await campaigns.rpc.request(GetCampaignPacing, refTo(campaign));

    expect(pacing).toMatchObject({ sendable_now: 0, blockers: [blocker] });
  });
});
