import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CheckCampaignGate,
  CheckGate,
  GetCampaignPacing,
  GetNewLeads,
  GetPacing,
  WorkspaceChanged,
  type Pacing,
  type RequestOf,
} from '#contracts';
import { newId, uuidOf } from '#kernel';
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
  it('gives the verdict that a launch would get, and changes nothing', async () => {
    const draft = await campaigns.draft();
    const verdict = {
      allowed: false,
      blocking_reasons: [{ code: 'no_eligible_inbox' as const, message: 'none', actual: 0, required: 1 }],
      warnings: [{ code: 'weekend_window' as const, message: 'on Sunday' }],
    };
    await campaigns.stubs.answer(CheckGate, gateAnswer(verdict));
    const before = await campaigns.trace(draft);

    expect(await campaigns.rpc.request(CheckCampaignGate, refTo(draft))).toEqual(verdict);
    expect(await campaigns.trace(draft)).toEqual(before);
  });

  it.each([
    [{}, undefined, { tracks_recipients: true, send_days: [1, 2, 3, 4, 5] }],
    [
      { open_tracking_enabled: false, link_tracking_enabled: false, send_days: [6, 7] },
      null,
      { tracks_recipients: false, has_tracking_domain: false, send_days: [6, 7] },
    ],
    [{ open_tracking_enabled: false }, 'go.example', { tracks_recipients: true, has_tracking_domain: true }],
  ])('tells the gate what it may warn about: %j', async (settings, tracking_domain, told) => {
    const workspace = newId('ws');
    const draft = await campaigns.draft(settings, workspace);
    if (tracking_domain !== undefined) {
      const data = { version: 2, footer: null, postal_address: null, tracking_domain };
      await campaigns.stubs.publishData(WorkspaceChanged, workspace, data);
      await eventually(async () =>
        expect(
          await campaigns.database.query('select from workspace_settings where workspace_id = $1', [
            uuidOf(workspace),
          ]),
        ).toHaveLength(1),
      );
    }
    const asked: RequestOf<typeof CheckGate>[] = [];
    await campaigns.stubs.answer(CheckGate, (request) => {
      asked.push(request);
      return gateAnswer({ allowed: true, blocking_reasons: [] })(request);
    });

    await campaigns.rpc.request(CheckCampaignGate, refTo(draft));

    expect(asked).toMatchObject([{ campaign_id: draft.id, ...told }]);
    if (tracking_domain === undefined) expect(asked[0]).not.toHaveProperty('has_tracking_domain');
  });

  it('needs no request for a campaign without a gate', async () => {
    const draft = await campaigns.draft({ campaign_type: 'nurture' });
    campaigns.stubs.forgetRequests();

    expect(await campaigns.rpc.request(CheckCampaignGate, refTo(draft))).toEqual({
      allowed: true,
      blocking_reasons: [],
    });
    expect(campaigns.stubs.subjects).not.toContain(CheckGate.subject);
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
    await campaigns.stubs.answer(GetPacing, () => PACING);
    await campaigns.stubs.answer(GetNewLeads, () => ({ new_leads: { limit: 50, resets_at: AT, ...leads } }));

    const pacing = await campaigns.rpc.request(GetCampaignPacing, refTo(active));
    expect(pacing).toMatchObject({ sendable_now: 3, binding_limit });
    expect(pacing.blockers.map(({ code }) => code)).toEqual(codes);
    expect(pacing.limits).toEqual([{ name: 'new_leads_limit', used: leads.used, limit: 50, resets_at: AT }]);
  });
});
