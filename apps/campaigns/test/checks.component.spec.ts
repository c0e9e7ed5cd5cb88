import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CheckCampaignGate, CheckGate, GetCampaignPacing, type Pacing } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { CampaignsUnderTest, refTo, refusalOf } from './campaigns-harness.js';

const servers = useServers();
let campaigns: CampaignsUnderTest;

beforeAll(async () => {
  campaigns = await CampaignsUnderTest.start(servers);
});
afterAll(() => campaigns.stop());
beforeEach(() => {
  campaigns.neighbours.reset();
});

const AT = '2026-05-05T00:00:00.000Z';
const PACING: Pacing = {
  sendable_now: 3,
  next_send_at: AT,
  remaining_today: 60,
  binding_limit: null,
  blockers: [],
  limits: [],
};

describe('the dry run of the gate', () => {
  it('answers what a launch would, and changes nothing', async () => {
    const draft = await campaigns.draft();
    const verdict = {
      allowed: false,
      blocking_reasons: [{ code: 'no_eligible_inbox' as const, message: 'none', actual: 0, required: 1 }],
    };
    campaigns.neighbours.answers.gate = () => verdict;
    const before = await campaigns.trace(draft);

    expect(await campaigns.rpc.request(CheckCampaignGate, refTo(draft))).toEqual(verdict);
    expect(await campaigns.trace(draft)).toEqual(before);
  });

  it('has nothing to ask for a campaign that needs no gate', async () => {
    const draft = await campaigns.draft({ campaign_type: 'nurture' });
    campaigns.neighbours.reset();

    expect(await campaigns.rpc.request(CheckCampaignGate, refTo(draft))).toEqual({
      allowed: true,
      blocking_reasons: [],
    });
    expect(campaigns.neighbours.asked).not.toContain(CheckGate.subject);
  });

  it('of a campaign of another workspace does not exist', async () => {
    const ref = { ...refTo(await campaigns.draft()), workspace_id: newId('ws') };

    expect(await refusalOf(campaigns.rpc.request(CheckCampaignGate, ref))).toMatchObject({
      kind: 'not_found',
    });
    expect(await refusalOf(campaigns.rpc.request(GetCampaignPacing, ref))).toMatchObject({
      kind: 'not_found',
    });
  });
});

describe('the pacing of a campaign', () => {
  it.each([
    ['binds where nobody new may start', { used: 50, waiting: true }, 'new_leads_limit', ['new_leads_limit']],
    ['is no blocker where nobody waits', { used: 50, waiting: false }, null, []],
    ['is no blocker while some may start', { used: 49, waiting: true }, null, []],
  ])('has the quota of new leads, which %s', async (_what, leads, binding_limit, codes) => {
    const active = await campaigns.active();
    campaigns.neighbours.answers.pacing = () => PACING;
    campaigns.neighbours.answers.leads = () => ({ new_leads: { limit: 50, resets_at: AT, ...leads } });

    const pacing = await campaigns.rpc.request(GetCampaignPacing, refTo(active));
    expect(pacing).toMatchObject({ sendable_now: 3, binding_limit });
    expect(pacing.blockers.map(({ code }) => code)).toEqual(codes);
    expect(pacing.limits).toEqual([{ name: 'new_leads_limit', used: leads.used, limit: 50, resets_at: AT }]);
  });
});
