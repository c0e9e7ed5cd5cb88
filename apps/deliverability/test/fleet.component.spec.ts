import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetFleet, UpdateGatePolicy, type GatePolicyChanges } from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

const change = (workspace_id: Id<'ws'>, changes: GatePolicyChanges) =>
  deliverability.rpc.request(UpdateGatePolicy, { workspace_id, changes });
const fleetOf = (workspace_id: Id<'ws'>) => deliverability.rpc.request(GetFleet, { workspace_id });

/** A day of an account as the version before counts it. */
async function aDay(id: Id<'ea'>, sent: number, bounced: number, complained: number | null): Promise<void> {
  await deliverability.database.query(
    'insert into account_day values ($1, $2::timestamptz::date, $3, $4, $5)',
    [uuidOf(id), deliverability.daysAgo(2), sent, bounced, complained],
  );
  await deliverability.refreshed();
}

describe('the fleet', () => {
  it('is not judged while nothing is known of it', async () => {
    expect(await fleetOf(newId('ws'))).toMatchObject({
      score: null,
      band: null,
      complained: null,
      inboxes_total: 0,
      stages: [0, 1, 2, 3, 4, 5].map((stage) => ({ stage, inboxes: 0 })),
      domains: [],
      inboxes: [],
    });
  });

  it('shows its worst domain and account first, and the stages that accounts show', async () => {
    const workspaceId = newId('ws');
    await deliverability.supervise(workspaceId);
    const [good] = await deliverability.warmFleet(workspaceId, 2);
    const bad = await deliverability.warmAccount(workspaceId, {
      email: 'ada@Bad.example',
      authentication: { spf: 'fail', dkim: 'fail', dmarc: 'fail' },
      reputation: 40,
    });
    if (good === undefined) throw new Error('no fleet');
    await aDay(good.id, 100, 5, null);

    const fleet = await fleetOf(workspaceId);

    expect(fleet).toMatchObject({ score: 53, band: 'poor', inboxes_total: 3 });
    expect(fleet).toMatchObject({ sent: 100, bounced: 5, complained: null });
    expect(fleet.components).toEqual({
      authentication: expect.closeTo(66.67, 1),
      reputation: expect.closeTo(61.4, 1),
      list_hygiene: 50,
      inbox_placement: null,
      engagement: 0,
    });
    expect(fleet.domains.map(({ domain, inboxes_total }) => [domain, inboxes_total])).toEqual([
      ['bad.example', 1],
      ['sender.example', 2],
    ]);
    expect(fleet.domains[0]).toMatchObject({ score: 18, band: 'critical' });
    expect(fleet.inboxes[0]).toMatchObject({
      sending_account_id: bad.id,
      score: 18,
      stage: bad.warmup.stage,
    });
    expect(fleet.stages.filter(({ inboxes }) => inboxes > 0)).toEqual([
      { stage: 1, inboxes: 1 },
      { stage: 2, inboxes: 1 },
      { stage: 4, inboxes: 1 },
    ]);
  });

  it('blocks when it scores too low', async () => {
    const workspaceId = newId('ws');
    await deliverability.supervise(workspaceId);
    const fleet = await deliverability.warmFleet(workspaceId, 20);
    await Promise.all(
      Array.from({ length: 20 }, () =>
        deliverability.warmAccount(workspaceId, {
          authentication: { spf: 'fail', dkim: 'fail', dmarc: 'fail' },
        }),
      ),
    );

    expect((await deliverability.gate(fleet)).blocking_reasons).toEqual([
      {
        code: 'fleet_score_low',
        message: 'fleet scores only 65; 75 required',
        actual: 65,
        required: 75,
      },
    ]);
  });

  it('blocks when people complain, from a sample that says something', async () => {
    const workspaceId = newId('ws');
    const fleet = await deliverability.warmFleet(workspaceId, 20);
    const [first, second] = fleet;
    if (first === undefined || second === undefined) throw new Error('no fleet');
    await change(workspaceId, { min_fleet_score: 0, min_stage_inboxes: 1 });

    await aDay(first.id, 99, 0, 2);
    expect(await deliverability.gate([second])).toMatchObject({ allowed: true });
    await aDay(second.id, 901, 0, null);
    expect((await deliverability.gate([second])).blocking_reasons).toMatchObject([
      { code: 'complaint_rate_high', actual: 0.002, required: 0.001 },
    ]);
  });
});
