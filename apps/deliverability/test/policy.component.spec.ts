import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetGateDecision,
  GetGatePolicy,
  ListGateDecisions,
  UpdateGatePolicy,
  type GatePolicyChanges,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { GateDecisions } from '../src/gate/persistence/gate-decisions.js';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

const policyOf = (workspace_id: Id<'ws'>) => deliverability.rpc.request(GetGatePolicy, { workspace_id });
const change = (workspace_id: Id<'ws'>, changes: GatePolicyChanges) =>
  deliverability.rpc.request(UpdateGatePolicy, { workspace_id, changes });
const decisionsOf = (workspace_id: Id<'ws'>, more = {}) =>
  deliverability.rpc.request(ListGateDecisions, { workspace_id, ...more });

describe('the policy of the gate', () => {
  it('is the default until it is changed, field by field, for this workspace alone', async () => {
    const workspaceId = newId('ws');
    const before = await policyOf(workspaceId);
    expect(before).toMatchObject({ min_stage: 3, min_stage_inboxes: 20, version: 0, updated_at: null });

    await change(workspaceId, { min_stage_inboxes: 2, max_bounce_rate: 0.02 });
    const after = await change(workspaceId, { min_stage: 4 });

    expect(after).toEqual({
      ...before,
      min_stage: 4,
      min_stage_inboxes: 2,
      max_bounce_rate: 0.02,
      version: 2,
      updated_at: after.updated_at,
    });
    expect(await policyOf(workspaceId)).toEqual(after);
    expect(await policyOf(newId('ws'))).toEqual(before);
  });

  it('has the defaults for fields that a replica of an earlier version did not write', async () => {
    const workspaceId = newId('ws');
    const defaults = { ...(await policyOf(workspaceId)), version: 1, updated_at: expect.any(String) };
    await deliverability.database.query(
      'insert into gate_policy values ($1, 1, 3, 20, 75, 0.05, 0.001, 100, now())',
      [uuidOf(workspaceId)],
    );

    expect(await policyOf(workspaceId)).toMatchObject(defaults);
    expect(await change(workspaceId, { mode: 'supervised', warmup_ramp: false })).toMatchObject({
      ...defaults,
      mode: 'supervised',
      warmup_ramp: false,
      version: 2,
    });
  });

  it('loses none of the changes that come at once', async () => {
    const workspaceId = newId('ws');
    await Promise.all([
      change(workspaceId, { min_stage: 1 }),
      change(workspaceId, { min_sample: 7 }),
      change(workspaceId, { min_fleet_score: 33 }),
    ]);

    expect(await policyOf(workspaceId)).toMatchObject({
      min_stage: 1,
      min_sample: 7,
      min_fleet_score: 33,
      version: 3,
    });
  });

  it('decides the answers of the gate', async () => {
    const workspaceId = newId('ws');
    const fleet = await deliverability.warmFleet(workspaceId, 2);
    expect(await deliverability.gate(fleet)).toMatchObject({ allowed: false });

    await change(workspaceId, { min_stage_inboxes: 2 });
    expect(await deliverability.gate(fleet)).toMatchObject({ allowed: true, blocking_reasons: [] });

    await change(workspaceId, { min_stage: 5, min_stage_inboxes: 0, min_fleet_score: 93 });
    expect((await deliverability.gate(fleet)).blocking_reasons.map(({ code }) => code)).toEqual([
      'fleet_score_low',
      'no_eligible_inbox',
    ]);
  });
});

describe('a decision of the gate', () => {
  it('is recorded with its reasons and the policy it was made by, for its workspace alone', async () => {
    const workspaceId = newId('ws');
    const fleet = await deliverability.warmFleet(workspaceId, 1);
    const { blocking_reasons } = await deliverability.gate(fleet);
    await change(workspaceId, { min_stage_inboxes: 1 });
    await deliverability.gate(fleet);

    const blocked = await decisionsOf(workspaceId, { verdict: ['blocked'] });
    const allowed = await decisionsOf(workspaceId, { verdict: ['allowed'] });

    expect(blocked.results).toMatchObject([{ verdict: 'blocked', blocking_reasons, policy_version: 0 }]);
    expect(allowed.results).toMatchObject([{ verdict: 'allowed', blocking_reasons: [], policy_version: 1 }]);
    expect((await decisionsOf(newId('ws'))).results).toEqual([]);
  });

  it('is kept with its figures and its warnings, and is listed by its campaign', async () => {
    const workspaceId = newId('ws');
    const [one] = await deliverability.warmFleet(workspaceId, 1);
    const unknown = await deliverability.account(workspaceId, { email: 'ada@unknown.example' });
    if (one === undefined) throw new Error('no fleet');
    await deliverability.database.query(
      `update sending_domain set dmarc_policy = 'none', next_check_at = now() + interval '1 day'
       where domain = 'unknown.example'`,
    );
    const campaign = newId('camp');
    const settings = { tracks_recipients: true, has_tracking_domain: false, send_days: [5, 6] };
    const answer = await deliverability.gate([one, unknown], 70, { campaign_id: campaign, ...settings });
    await deliverability.gate([one], 70, { campaign_id: newId('camp') });

    const { results } = await decisionsOf(workspaceId, { campaign_id: [campaign] });

    const { version: _, updated_at: __, ...policy } = await policyOf(workspaceId);
    expect(results).toMatchObject([
      {
        campaign_id: campaign,
        blocking_reasons: answer.blocking_reasons,
        facts: {
          stage_accounts: 1,
          eligible_accounts: 1,
          fleet_score: 92,
          sent: 0,
          bounced: 0,
          complained: null,
          failing_domains: [],
          policy,
        },
      },
    ]);
    expect(results[0]?.warnings).toEqual(answer.warnings);
    expect(answer.warnings?.map(({ code }) => code)).toEqual([
      'young_domain',
      'dmarc_policy_none',
      'authentication_unknown',
      'no_tracking_domain',
      'weekend_window',
    ]);
    const id = results[0]?.id ?? newId('evt');
    const ref = { workspace_id: workspaceId, decision_id: id };
    expect(await deliverability.rpc.request(GetGateDecision, ref)).toEqual(results[0]);
    const foreign = deliverability.rpc.request(GetGateDecision, { ...ref, workspace_id: newId('ws') });
    expect(await refusalOf(foreign)).toMatchObject({ kind: 'not_found' });
  });

  it('is shown without figures when its version stored none', async () => {
    const workspaceId = newId('ws');
    await deliverability.database.query(
      `insert into gate_decision (id, workspace_id, verdict, blocking_reasons, policy_version, decided_at)
       values (gen_random_uuid(), $1, 'allowed', '[]', 0, $2)`,
      [uuidOf(workspaceId), deliverability.clock.now()],
    );

    expect((await decisionsOf(workspaceId)).results).toMatchObject([{ warnings: [], facts: null }]);
  });

  it('is found once on the pages of the log', async () => {
    const workspaceId = newId('ws');
    const fleet = await deliverability.warmFleet(workspaceId, 1);
    for (const _ of [1, 2, 3]) await deliverability.gate(fleet);

    const first = await decisionsOf(workspaceId, { page_size: 2 });
    const second = await decisionsOf(workspaceId, { page_size: 2, cursor: first.next_cursor });

    const ids = [...first.results, ...second.results].map(({ id }) => id);
    expect([first.has_more, second.has_more, new Set(ids).size]).toEqual([true, false, 3]);
  });

  it('is deleted after ninety days', async () => {
    const workspaceId = newId('ws');
    await deliverability.gate(await deliverability.warmFleet(workspaceId, 1));
    const decisions = deliverability.service.app.get(GateDecisions);

    deliverability.clock.advance(89 * 86_400_000);
    await decisions.deleteExpired(deliverability.clock.now());
    expect((await decisionsOf(workspaceId)).results).toHaveLength(1);

    deliverability.clock.advance(2 * 86_400_000);
    await decisions.deleteExpired(deliverability.clock.now());
    expect((await decisionsOf(workspaceId)).results).toEqual([]);
  });
});
