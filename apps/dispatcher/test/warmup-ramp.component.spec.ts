import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountChanged, GetPacing } from '#contracts';
import { MovableClock } from '#kernel';
import { eventually, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';

const servers = useServers();
const clock = new MovableClock();
let smtp: ScriptedSmtp;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  clock.travelTo(new Date('2026-05-04T12:00:00Z'));
  smtp = await startScriptedSmtp();
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica(clock);
  await dispatcher.startReplica(clock);
});
afterAll(async () => {
  await dispatcher.stop();
  await smtp.close();
});

const [STAGE_1, STAGE_2] = [15, 25];
const WAITING = 60;

const introduced = async (): Promise<CampaignFixture> => {
  const fixture = new CampaignFixture(smtp.port, { accounts: 1 });
  Object.assign(fixture.accounts[0] ?? {}, { ramp_limit: STAGE_1, time_zone: 'America/New_York' });
  await dispatcher.introduce(fixture);
  await dispatcher.publishSteps(fixture, fixture.due(WAITING, new Date(clock.now().getTime() - 1_000)));
  return fixture;
};

/** Resolves once so many have left and the campaign sleeps until later, so that no more are under way. */
const leaves = (fixture: CampaignFixture, count: number) =>
  eventually(async () => {
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: count, scheduled: WAITING - count });
    const [state] = await dispatcher.database.query<{ asleep: boolean }>(
      `select bool_and(wake_at > $1) as asleep from campaign_send_state`,
      [clock.now()],
    );
    expect(state?.asleep).toBe(true);
  });

describe('an account that warms up, with two dispatchers', () => {
  it('sends what its stage allows, more at once when the stage rises, and the rest from its next local day on', async () => {
    const fixture = await introduced();
    const [account] = fixture.accounts;
    if (account === undefined) throw new Error('the fixture has an account');
    await leaves(fixture, STAGE_1);
    const { workspaceId: workspace_id, campaign } = fixture;
    const ref = { workspace_id, campaign_id: campaign.id };
    expect(await dispatcher.rpc.request(GetPacing, ref)).toMatchObject({
      sendable_now: 0,
      next_send_at: '2026-05-05T04:00:00.000Z',
      remaining_today: 0,
      binding_limit: 'warmup_ramp',
      blockers: [{ code: 'warmup_ramp', until: '2026-05-05T04:00:00.000Z' }],
      limits: [
        { name: 'campaign_daily_limit' },
        { name: 'account_daily_limit', used: STAGE_1, limit: 100_000 },
        { name: 'warmup_ramp', used: STAGE_1, limit: STAGE_1 },
      ],
    });

    const risen = { ...account, version: 2, ramp_limit: STAGE_2 };
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, risen);
    await leaves(fixture, STAGE_2);

    clock.travelTo(new Date('2026-05-05T03:59:59Z'));
    await leaves(fixture, STAGE_2);
    clock.travelTo(new Date('2026-05-05T04:00:00Z'));
    await leaves(fixture, 2 * STAGE_2);

    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, {
      ...risen,
      version: 3,
      ramp_limit: null,
    });
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: WAITING }));
  });
});
