import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmailSent, UpdateGatePolicy, UpdateSendingAccount, type SendingAccountView } from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { RampLimits } from '../src/ramp/persistence/ramp-limits.js';
import { DeliverabilityHarness } from './deliverability-harness.js';

const servers = useServers();
let deliverability: DeliverabilityHarness;
let ramp: RampLimits;

beforeAll(async () => {
  deliverability = await DeliverabilityHarness.start(servers);
  ramp = deliverability.service.app.get(RampLimits);
});
afterAll(() => deliverability.stop());

const MANY = 1_000;
const look = () => ramp.refresh(MANY, deliverability.clock.now());
const limitsOf = async (account: SendingAccountView) =>
  (await deliverability.published(account)).map(({ ramp_limit }) => ramp_limit);
const history = (days: number, cumulative_sends: number, reputation: number) => ({
  warmup: { started_at: deliverability.daysAgo(days), cumulative_sends },
  reputation,
});

describe('the ceiling of a sending account', () => {
  it('comes with its first event, and is shown', async () => {
    const fresh = await deliverability.account(newId('ws'));

    expect(fresh.warmup).toMatchObject({ stage: 0, daily_limit: 10 });
    expect(await limitsOf(fresh)).toEqual([10]);
  });

  it('is none where an account brings the history of stage 5', async () => {
    const moved = await deliverability.account(newId('ws'), history(30, 500, 85));

    expect(moved.warmup).toMatchObject({ stage: 5, daily_limit: null });
    expect(await limitsOf(moved)).toEqual([null]);
  });

  it('follows a change of the account at once', async () => {
    const account = await deliverability.account(newId('ws'), history(14, 150, 74));
    const changed = await deliverability.rpc.request(UpdateSendingAccount, {
      workspace_id: account.workspace_id,
      sending_account_id: account.id,
      changes: { reputation: 75 },
    });

    expect(changed.warmup).toMatchObject({ stage: 3, daily_limit: 40 });
    expect(await limitsOf(account)).toEqual([25, 40]);
  });

  it('rises with the days and with the messages that left, and is published once', async () => {
    const byDays = await deliverability.account(newId('ws'), history(4.5, 30, 60));
    const bySends = await deliverability.account(newId('ws'), history(5, 29, 60));
    expect(await look()).toBe(0);

    deliverability.clock.advance(12 * 3_600_000);
    const sent = deliverability.sent(bySends);
    await deliverability.publish(EmailSent, [sent]);
    await eventually(async () => expect((await deliverability.get(bySends)).warmup.stage).toBe(2));
    const changed = await Promise.all([look(), look()]);
    await look();

    expect(changed.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(2);
    expect(await limitsOf(byDays)).toEqual([15, 25]);
    expect(new Set(await limitsOf(bySends))).toEqual(new Set([15, 25]));
    expect((await deliverability.get(byDays)).warmup.daily_limit).toBe(25);
  });

  it('is that of the stage that the account shows, for every stage', async () => {
    const workspaceId = newId('ws');
    const figures = [
      [5, 30, 60],
      [14, 150, 75],
      [21, 300, 80],
      [30, 500, 85],
    ] as const;
    const around = figures.flatMap(([days, sends, reputation]) =>
      [-1, 0, 1].flatMap((by) => [
        history(days + by, sends, reputation),
        history(days, sends + by, reputation),
        history(days, sends, reputation + by),
      ]),
    );
    const accounts = await Promise.all(around.map((known) => deliverability.account(workspaceId, known)));
    await deliverability.database.query('update sending_account set ramp_limit = 7 where workspace_id = $1', [
      uuidOf(workspaceId),
    ]);

    await look();

    for (const { id, warmup, ...account } of accounts)
      expect((await deliverability.get({ id, warmup, ...account })).warmup).toEqual(warmup);
  });

  it('is switched off and on by the policy of its workspace alone', async () => {
    const [ours, theirs] = [
      await deliverability.account(newId('ws')),
      await deliverability.account(newId('ws')),
    ];
    const switchRamp = (warmup_ramp: boolean) =>
      deliverability.rpc.request(UpdateGatePolicy, {
        workspace_id: ours.workspace_id,
        changes: { warmup_ramp },
      });

    await switchRamp(false);
    await look();
    const another = await deliverability.account(ours.workspace_id);
    await switchRamp(true);
    await look();

    expect(await limitsOf(ours)).toEqual([10, null, 10]);
    expect(await limitsOf(another)).toEqual([null, 10]);
    expect(await limitsOf(theirs)).toEqual([10]);
  });
});
