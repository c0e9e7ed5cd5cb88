import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CampaignLaunched,
  CampaignResumed,
  CheckDelegatedCampaign,
  CheckGate,
  GetCampaignWithMetrics,
  GetSendingAccounts,
  LaunchCampaign,
  PauseCampaign,
  ResolveFilter,
  ResumeCampaign,
} from '#contracts';
import { DomainError, newId } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { CampaignsHarness, campaignViewOf, refTo } from './campaigns-harness.js';
import { gateAnswer } from './stub-services.js';

const servers = useServers();
let campaigns: CampaignsHarness;

beforeAll(async () => {
  campaigns = await CampaignsHarness.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => campaigns.reset());

const STAGE_REASON = {
  code: 'insufficient_stage_inboxes' as const,
  message: 'fleet has only 14 stage 3+ inboxes; 20 required',
  actual: 14,
  required: 20,
};
const BLOCKED = {
  allowed: false,
  blocking_reasons: [
    STAGE_REASON,
    { code: 'no_eligible_inbox' as const, message: 'no account may send for it' },
  ],
};
const blocked = gateAnswer(BLOCKED);
const down = (): never => {
  throw new Error('down');
};

describe('launching a campaign', () => {
  it('makes a draft active and publishes it whole, with the schedule of its steps', async () => {
    const draft = await campaigns.draft();

    const active = await campaigns.rpc.request(LaunchCampaign, refTo(draft));

    expect(active).toMatchObject({ id: draft.id, status: 'active', started_at: expect.any(String) });
    const [event, ...others] = await campaigns.published(CampaignLaunched, draft);
    expect(others).toEqual([]);
    expect(event?.data).toMatchObject({
      version: 2,
      campaign: campaignViewOf(active),
      steps: [
        { step_number: 1, delay_ms: 0 },
        { step_number: 2, delay_ms: 172_800_000 },
      ],
    });
  });

  it('has one winner among fifty at once, and publishes it once', async () => {
    const draft = await campaigns.draft();

    const results = await Promise.allSettled(
      Array.from({ length: 50 }, () => campaigns.rpc.request(LaunchCampaign, refTo(draft))),
    );

    const lost = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(lost).toHaveLength(49);
    for (const reason of lost) expect(reason).toMatchObject({ kind: 'conflict', code: 'invalid_transition' });
    expect(await campaigns.published(CampaignLaunched, draft)).toHaveLength(1);
  });

  it('leaves no trace when the gate blocks, and names every reason', async () => {
    const draft = await campaigns.draft();
    const before = await campaigns.trace(draft);
    await campaigns.stubs.answer(CheckGate, blocked);

    const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(draft)));

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'gate_blocked' });
    expect(refusal.details.blocking_reasons).toEqual(BLOCKED.blocking_reasons);
    expect(await campaigns.trace(draft)).toEqual(before);
  });

  it.each([
    ['cold_outreach', CheckGate],
    ['cold_outreach', ResolveFilter],
    ['nurture', GetSendingAccounts],
  ] as const)(
    'leaves a %s draft as it is while $subject is not answered',
    async (campaign_type, contract) => {
      const draft = await campaigns.draft({ campaign_type });
      const before = await campaigns.trace(draft);
      await campaigns.stubs.answer(contract, down);

      const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(draft)));

      expect(refusal).toMatchObject({ kind: 'unavailable', code: 'unavailable' });
      expect(await campaigns.trace(draft)).toEqual(before);
    },
  );

  it.each([
    ['cold_outreach', CheckGate],
    ['nurture', GetSendingAccounts],
  ] as const)('of a %s campaign makes one request to deliverability', async (campaign_type, contract) => {
    const draft = await campaigns.draft({ campaign_type });
    campaigns.stubs.forgetRequests();
    await campaigns.rpc.request(LaunchCampaign, refTo(draft));

    expect(campaigns.stubs.subjects.toSorted()).toEqual([contract.subject, ResolveFilter.subject].toSorted());
  });

  it('needs the gate for cold outreach alone', async () => {
    await campaigns.stubs.answer(CheckGate, blocked);
    const nurture = await campaigns.active({ campaign_type: 'nurture' });

    expect(nurture.status).toBe('active');
    expect(campaigns.stubs.subjects).not.toContain(CheckGate.subject);
  });

  it('refuses a filter that matches nobody any more', async () => {
    const draft = await campaigns.draft();
    await campaigns.stubs.answer(ResolveFilter, () => ({ has_eligible: false, unknown_segment_ids: [] }));

    const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(draft)));

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'empty_filter' });
  });

  it('refuses an account that was paused meanwhile, naming its place', async () => {
    const draft = await campaigns.draft();
    await campaigns.stubs.answer(CheckGate, ({ sending_account_ids }) => ({
      allowed: true,
      blocking_reasons: [],
      accounts: sending_account_ids.map((id, place) => ({
        sending_account_id: id,
        status: place === 0 ? ('active' as const) : ('paused' as const),
      })),
    }));

    const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(draft)));

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'inactive_inbox' });
    expect(refusal.details.errors).toEqual([
      { field: 'sending_account_ids.1', code: 'inactive_inbox', message: expect.any(String) },
    ]);
  });

  it('refuses a platform that is not connected, with the reasons of the filter and the gate too', async () => {
    const draft = await campaigns.draft({ platform: 'smartlead' });
    await campaigns.stubs.answer(CheckDelegatedCampaign, () => ({
      blocking_reasons: [{ code: 'platform_not_connected' as const, message: 'smartlead is not connected' }],
    }));
    await campaigns.stubs.answer(ResolveFilter, () => ({ has_eligible: false, unknown_segment_ids: [] }));
    await campaigns.stubs.answer(CheckGate, ({ sending_account_ids }) => ({
      ...BLOCKED,
      accounts: sending_account_ids.map((id) => ({ sending_account_id: id, status: 'active' as const })),
    }));

    const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(draft)));

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'platform_not_connected' });
    expect(refusal.details.blocking_reasons?.map(({ code }) => code)).toEqual([
      'platform_not_connected',
      'empty_filter',
      ...BLOCKED.blocking_reasons.map(({ code }) => code),
    ]);
  });

  it('refuses a wrong state even while the gate is down', async () => {
    const active = await campaigns.active();
    await campaigns.stubs.answer(CheckGate, down);

    const refusal = await refusalOf(campaigns.rpc.request(LaunchCampaign, refTo(active)));

    expect(refusal).toMatchObject({
      kind: 'conflict',
      code: 'invalid_transition',
      details: { state: 'active', action: 'launch' },
    });
  });

  it('does not exist for another workspace', async () => {
    const draft = await campaigns.draft();
    const foreign = { ...refTo(draft), workspace_id: newId('ws') };

    expect(await refusalOf(campaigns.rpc.request(LaunchCampaign, foreign))).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('resuming a campaign', () => {
  const paused = async () => {
    const active = await campaigns.active();
    const answer = await campaigns.rpc.request(PauseCampaign, { ...refTo(active), reason: 'reviewing_copy' });
    return answer.campaign;
  };

  it('makes it active again, keeps its first start, and clears why it was paused', async () => {
    const campaign = await paused();

    const resumed = await campaigns.rpc.request(ResumeCampaign, refTo(campaign));

    expect(resumed).toMatchObject({
      status: 'active',
      started_at: campaign.started_at,
      pause_reason: null,
      paused_by: null,
    });
    const events = await campaigns.published(CampaignResumed, campaign);
    expect(events.map(({ data }) => data.version)).toEqual([4]);
  });

  it('checks the gate again, and stays paused when it blocks', async () => {
    const campaign = await paused();
    await campaigns.stubs.answer(CheckGate, blocked);

    const refusal = await refusalOf(campaigns.rpc.request(ResumeCampaign, refTo(campaign)));

    expect(refusal).toMatchObject({ kind: 'rejected', code: 'gate_blocked' });
    expect(await campaigns.rpc.request(GetCampaignWithMetrics, refTo(campaign))).toEqual(campaign);
  });

  it('refuses a draft', async () => {
    const refusal = await refusalOf(campaigns.rpc.request(ResumeCampaign, refTo(await campaigns.draft())));

    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({
      code: 'invalid_transition',
      details: { state: 'draft', action: 'resume' },
    });
  });
});
