import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailBounced, EmailSent, EmailSpamComplaint, GetFleet, PauseSendingAccount } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
});
afterAll(() => deliverability.stop());

const codesOf = ({ blocking_reasons }: { blocking_reasons: { code: string }[] }) =>
  blocking_reasons.map(({ code }) => code);

describe('the gate', () => {
  it('opens for twenty warm accounts', async () => {
    const fleet = await deliverability.warmFleet(newId('ws'), 20);

    expect(await deliverability.gate(fleet)).toMatchObject({ allowed: true, blocking_reasons: [] });
  });

  it('names fourteen of twenty', async () => {
    const workspaceId = newId('ws');
    const fleet = await deliverability.warmFleet(workspaceId, 14);
    const cold = { started_at: deliverability.daysAgo(14), cumulative_sends: 40 };
    await deliverability.warmAccount(workspaceId, { warmup: cold });
    await deliverability.warmFleet(newId('ws'), 6);

    expect(await deliverability.gate(fleet)).toMatchObject({
      allowed: false,
      blocking_reasons: [
        {
          code: 'insufficient_stage_inboxes',
          message: 'fleet has only 14 stage 3+ inboxes; 20 required',
          actual: 14,
          required: 20,
        },
      ],
    });
  });

  it('counts exactly the accounts that are shown at stage 3 and above', async () => {
    const workspaceId = newId('ws');
    const histories = [0, 13, 14, 40].flatMap((days) =>
      [0, 149, 150].flatMap((sends) =>
        [undefined, 74, 75].map((reputation) => ({ days, sends, reputation })),
      ),
    );
    const fleet = await Promise.all(
      histories.map(({ days, sends, reputation }) =>
        deliverability.account(workspaceId, {
          warmup: { started_at: deliverability.daysAgo(days), cumulative_sends: sends },
          ...(reputation !== undefined && { reputation }),
        }),
      ),
    );
    const unheard = await deliverability.account(workspaceId, { reputation: 100 });

    const { blocking_reasons } = await deliverability.gate([...fleet, unheard]);

    const shown = fleet.filter(({ warmup }) => warmup.stage >= 3).length;
    expect(shown).toBe(2);
    expect(blocking_reasons[0]).toMatchObject({ code: 'insufficient_stage_inboxes', actual: shown });
  });

  it('does not count accounts that are out of service', async () => {
    const fleet = await deliverability.warmFleet(newId('ws'), 20);
    await deliverability.database.query(`update sending_account set status = 'paused' where id = $1`, [
      uuidOf(fleet[0]?.id ?? ''),
    ]);

    expect(await deliverability.gate(fleet)).toMatchObject({ blocking_reasons: [{ actual: 19 }] });
  });

  it('reports the status of the accounts that the workspace has', async () => {
    const workspace_id = newId('ws');
    const [active, paused] = await deliverability.warmFleet(workspace_id, 2);
    if (active === undefined || paused === undefined) throw new Error('no fleet');
    await deliverability.rpc.request(PauseSendingAccount, { workspace_id, sending_account_id: paused.id });
    const foreign = await deliverability.account(newId('ws'));

    const { accounts } = await deliverability.gate([active, paused, foreign]);

    expect(accounts).toHaveLength(2);
    expect(accounts).toEqual(
      expect.arrayContaining([
        { sending_account_id: active.id, status: 'active' },
        { sending_account_id: paused.id, status: 'paused' },
      ]),
    );
  });

  it('blocks a campaign whose accounts are not healthy enough for it', async () => {
    const fleet = await deliverability.warmFleet(newId('ws'), 20);

    expect(await deliverability.gate(fleet, 92)).toMatchObject({ allowed: true });
    expect(codesOf(await deliverability.gate(fleet, 93))).toEqual(['no_eligible_inbox']);
  });

  it('blocks a campaign whose accounts have nothing left today, until their own midnight', async () => {
    const workspaceId = newId('ws');
    deliverability.clock.travelTo(new Date('2027-03-01T12:00:00.000Z'));
    await deliverability.warmFleet(workspaceId, 20);
    const tokyo = await deliverability.warmAccount(workspaceId, {
      daily_send_limit: 2,
      time_zone: 'Asia/Tokyo',
    });
    const at = deliverability.clock.now().toISOString();
    await deliverability.publish(EmailSent, [deliverability.sent(tokyo, at), deliverability.sent(tokyo, at)]);

    await eventually(async () =>
      expect(codesOf(await deliverability.gate([tokyo]))).toEqual(['no_eligible_inbox']),
    );
    deliverability.clock.travelTo(new Date('2027-03-01T15:00:00.000Z'));
    expect(await deliverability.gate([tokyo])).toMatchObject({ allowed: true });
  });

  it('names the domains of the campaign that fail, and not those of other accounts', async () => {
    const workspaceId = newId('ws');
    const fleet = await deliverability.warmFleet(workspaceId, 20);
    const failing = { spf: 'pass', dkim: 'fail', dmarc: 'pass' } as const;
    const chosen = await deliverability.warmAccount(workspaceId, {
      email: 'ada@Failing.example',
      authentication: failing,
    });
    const unknown = await deliverability.warmAccount(workspaceId, {
      email: 'ada@unknown.example',
      authentication: { dkim: 'unknown' },
    });
    await deliverability.warmAccount(workspaceId, { email: 'eve@other.example', authentication: failing });

    const { blocking_reasons } = await deliverability.gate([...fleet, chosen, unknown]);

    expect(blocking_reasons).toMatchObject([
      { code: 'authentication_failing', actual: 1, message: expect.stringContaining('failing.example') },
    ]);
  });

  it('blocks a fleet that bounces too much, over seven days', async () => {
    const fleet = await deliverability.warmFleet(newId('ws'), 20);
    const [first, second] = fleet;
    if (first === undefined || second === undefined) throw new Error('no fleet');
    const sent = (days: number) => deliverability.sent(first, deliverability.daysAgo(days));
    const bounced = (days: number) => deliverability.bounced(second, deliverability.daysAgo(days));

    await deliverability.publish(
      EmailSent,
      Array.from({ length: 94 }, () => sent(1)),
    );
    await deliverability.publish(
      EmailBounced,
      Array.from({ length: 40 }, () => bounced(8)),
    );
    await deliverability.publish(
      EmailBounced,
      Array.from({ length: 6 }, () => bounced(2)),
    );

    await eventually(async () =>
      expect((await deliverability.gate([first])).blocking_reasons).toContainEqual(
        expect.objectContaining({ code: 'bounce_rate_high', actual: 0.06, required: 0.05 }),
      ),
    );
  });

  it('blocks a fleet that draws complaints, over seven days and from the smallest sample on', async () => {
    const fleet = await deliverability.warmFleet(newId('ws'), 20);
    const [first] = fleet;
    if (first === undefined) throw new Error('no fleet');
    const sent = (count: number) =>
      deliverability.publish(
        EmailSent,
        Array.from({ length: count }, () => deliverability.sent(first)),
      );
    await deliverability.publish(EmailSpamComplaint, [
      deliverability.complained(first),
      deliverability.complained(first, deliverability.daysAgo(8)),
    ]);
    await sent(99);
    await eventually(async () =>
      expect(await deliverability.rpc.request(GetFleet, { workspace_id: first.workspace_id })).toMatchObject({
        sent: 99,
        complained: 1,
      }),
    );
    expect(codesOf(await deliverability.gate([first]))).not.toContain('complaint_rate_high');

    await sent(1);

    await eventually(async () =>
      expect((await deliverability.gate([first])).blocking_reasons).toContainEqual(
        expect.objectContaining({ code: 'complaint_rate_high', actual: 0.01, required: 0.001 }),
      ),
    );
  });

  it('gives every reason at once to a workspace that has nothing', async () => {
    const gate = await deliverability.gate([await deliverability.account(newId('ws'))]);

    expect(codesOf(gate)).toEqual(['insufficient_stage_inboxes', 'no_eligible_inbox']);
  });

  it('answers within its deadline for ten thousand accounts, and so do the figures of their fleet', async () => {
    const workspaceId = newId('ws');
    const model = await deliverability.warmAccount(workspaceId);
    await deliverability.database.query(
      `insert into sending_account select (jsonb_populate_record(account,
         jsonb_build_object('id', gen_random_uuid(), 'email', 'account-' || place || '@sender.example'))).*
       from sending_account account, generate_series(1, 10000) place where id = $1`,
      [uuidOf(model.id)],
    );
    await deliverability.database.query(
      `insert into account_hour (account_id, workspace_id, hour, sent, bounced)
       select id, workspace_id, date_trunc('hour', $2::timestamptz, 'UTC') - back * interval '1 day', 40, 1
       from sending_account, generate_series(0, 13) back where workspace_id = $1`,
      [uuidOf(workspaceId), deliverability.clock.now()],
    );
    await deliverability.database.query(
      'insert into account_health (account_id, workspace_id) select id, workspace_id from sending_account on conflict do nothing',
    );
    await deliverability.database.query(
      'update account_health set touched = touched + 1 where workspace_id = $1',
      [uuidOf(workspaceId)],
    );
    await deliverability.refreshed();

    expect(await deliverability.gate([model])).toMatchObject({
      blocking_reasons: [{ code: 'no_eligible_inbox' }],
    });

    const shown = await deliverability.rpc.request(GetFleet, { workspace_id: workspaceId });
    expect(shown).toMatchObject({ inboxes_total: 10_001, score: 75, band: 'good' });
    expect([shown.domains.length, shown.inboxes.length]).toEqual([1, 200]);
  });
});
