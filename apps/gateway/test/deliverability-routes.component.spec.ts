import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  CheckSendingDomain,
  examples,
  GetFleet,
  GetGateDecision,
  GetGatePolicy,
  GetSendingDomain,
  ListDeliverabilityAlerts,
  ListDeliverabilityEvents,
  ListGateDecisions,
  ListSendingDomains,
  UpdateGatePolicy,
  type FleetView,
  type GatePolicyView,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const policy: GatePolicyView = {
  min_stage: 3,
  min_stage_inboxes: 20,
  min_fleet_score: 75,
  max_bounce_rate: 0.05,
  max_complaint_rate: 0.001,
  min_sample: 100,
  mode: 'automated',
  auto_pause_min_sample: 50,
  auto_pause_max_bounce_rate: 0.05,
  auto_pause_max_complaint_rate: 0.003,
  account_pause_min_sample: 20,
  account_pause_max_bounce_rate: 0.08,
  warmup_ramp: true,
  version: 0,
  updated_at: null,
};
const fleet: FleetView = {
  score: null,
  band: null,
  components: { authentication: null, reputation: null, list_hygiene: null },
  sent: 0,
  bounced: 0,
  complained: null,
  inboxes_total: 0,
  stages: [],
  domains: [],
  inboxes: [],
};
let gateway: GatewayHarness;
let key: string;
let workspace_id: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  ({ api_key: key, workspace_id } = await gateway.createWorkspace());
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, path: string, body?: unknown) =>
  gateway.request(method, `/api/v1/deliverability/${path}`, { key, ...(body !== undefined && { body }) });

describe('deliverability', () => {
  it('shows the policy and changes the fields that are named', async () => {
    await gateway.recordRequests(GetGatePolicy, policy);
    const asked = await gateway.recordRequests(UpdateGatePolicy, policy);
    const changes = { min_stage_inboxes: 5, max_bounce_rate: 0.02 };

    expect(await (await ask('GET', 'policy/')).json()).toEqual(policy);
    expect((await ask('PATCH', 'policy/', changes)).status).toBe(200);
    expect(asked).toEqual([{ workspace_id, changes }]);
  });

  it.each([
    {},
    { min_stage: 6 },
    { min_stage: null },
    { min_stage_inboxes: -1 },
    { min_stage_inboxes: 2.5 },
    { min_fleet_score: 101 },
    { max_bounce_rate: 5 },
    { max_complaint_rate: -0.1 },
    { min_sample: 0 },
    { mode: 'manual' },
    { auto_pause_min_sample: 0 },
    { auto_pause_max_bounce_rate: 0 },
    { auto_pause_max_bounce_rate: 1 },
    { auto_pause_max_complaint_rate: 0 },
    { auto_pause_max_complaint_rate: 1 },
    { account_pause_min_sample: 0 },
    { account_pause_max_bounce_rate: 0 },
    { account_pause_max_bounce_rate: 1 },
    { warmup_ramp: 'yes' },
    { version: 3 },
    { max_bounce: 0.1 },
  ])('refuses the policy %j', async (changes) => {
    const asked = await gateway.recordRequests(UpdateGatePolicy, policy);
    expect(await problemIn(await ask('PATCH', 'policy/', changes))).toMatchObject({
      status: 400,
      code: 'validation_error',
    });
    expect(asked).toEqual([]);
  });

  it('shows domains by their names, in whatever letters, and has them checked', async () => {
    const domain = examples.SENDING_DOMAIN;
    const page = { results: [domain], next_cursor: null, has_more: false };
    await gateway.recordRequests(ListSendingDomains, page);
    const got = await gateway.recordRequests(GetSendingDomain, domain);
    const checked = await gateway.recordRequests(CheckSendingDomain, domain);

    expect(await (await ask('GET', 'domains/')).json()).toEqual(page);
    expect(await (await ask('GET', 'domains/Outreach.Example/')).json()).toEqual(domain);
    expect(await (await ask('POST', 'domains/m%C3%BCnchen.example/check/')).json()).toEqual(domain);
    expect([...got, ...checked]).toEqual([
      { workspace_id, domain: 'outreach.example' },
      { workspace_id, domain: 'xn--mnchen-3ya.example' },
    ]);
  });

  it('shows the fleet of the workspace', async () => {
    const asked = await gateway.recordRequests(GetFleet, fleet);
    expect(await (await ask('GET', 'fleet/')).json()).toEqual(fleet);
    expect(asked).toEqual([{ workspace_id }]);
  });

  it('lists decisions by their verdict', async () => {
    const page = { results: [], next_cursor: null, has_more: false };
    const asked = await gateway.recordRequests(ListGateDecisions, page);
    expect(await (await ask('GET', 'decisions/?verdict=blocked')).json()).toEqual(page);
    expect((await ask('GET', 'decisions/?verdict=perhaps')).status).toBe(400);
    const [one, other] = [newId('camp'), newId('camp')];
    expect((await ask('GET', `decisions/?campaign_id=${one},${other}`)).status).toBe(200);
    expect((await ask('GET', 'decisions/?campaign_id=mine')).status).toBe(400);
    expect(asked).toEqual([
      { workspace_id, page_size: 50, verdict: ['blocked'] },
      { workspace_id, page_size: 50, campaign_id: [one, other] },
    ]);
  });

  it('shows one decision, by its id alone', async () => {
    const asked = await gateway.recordRequests(GetGateDecision, { ...examples.GATE_DECISION, workspace_id });
    const decision_id = newId('evt');
    expect(await (await ask('GET', `decisions/${decision_id}/`)).json()).toMatchObject({
      facts: examples.GATE_DECISION.facts,
    });
    expect((await ask('GET', 'decisions/first/')).status).toBe(404);
    expect(asked).toEqual([{ workspace_id, decision_id }]);
  });

  it('lists all events, and of the decisions those with a verdict', async () => {
    const page = { results: [], next_cursor: null, has_more: false };
    const asked = await gateway.recordRequests(ListDeliverabilityEvents, page);
    expect(await (await ask('GET', 'events/')).json()).toEqual(page);
    expect((await ask('GET', 'events/?verdict=blocked')).status).toBe(200);
    expect((await ask('GET', 'events/?verdict=perhaps')).status).toBe(400);
    expect(asked).toEqual([
      { workspace_id, page_size: 50 },
      { workspace_id, page_size: 50, verdict: ['blocked'] },
    ]);
  });

  it('lists alerts by type, campaign and sending account', async () => {
    const page = { results: [], next_cursor: null, has_more: false };
    const asked = await gateway.recordRequests(ListDeliverabilityAlerts, page);
    const [camp, ea] = [newId('camp'), newId('ea')];
    const query = `type=account_alert,account_paused&campaign_id=${camp}&sending_account_id=${ea}`;
    expect(await (await ask('GET', `alerts/?${query}`)).json()).toEqual(page);
    expect((await ask('GET', 'alerts/?type=gate_decision')).status).toBe(400);
    expect(asked).toEqual([
      {
        workspace_id,
        page_size: 50,
        type: ['account_alert', 'account_paused'],
        campaign_id: [camp],
        sending_account_id: [ea],
      },
    ]);
  });

  it('is for whoever has the scope', async () => {
    await gateway.recordRequests(GetFleet, fleet);
    await gateway.recordRequests(GetGatePolicy, policy);
    const created = await gateway.request('POST', '/api/v1/api-keys/', {
      key,
      body: { name: 'Inboxes', scopes: ['sending_accounts:read'] },
    });
    const { api_key } = z.object({ api_key: z.string() }).parse(await created.json());
    const statusOf = async (method: string, path: string, body?: unknown) => {
      const options = { key: api_key, ...(body !== undefined && { body }) };
      return (await gateway.request(method, `/api/v1/deliverability/${path}`, options)).status;
    };

    expect(await statusOf('GET', 'fleet/')).toBe(200);
    expect(await statusOf('GET', 'policy/')).toBe(403);
    expect(await statusOf('PATCH', 'policy/', { min_sample: 1 })).toBe(403);
  });
});
