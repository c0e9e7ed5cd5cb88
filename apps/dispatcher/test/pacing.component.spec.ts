import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccountChanged,
  CampaignAutoPaused,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  EmailDropped,
  HoldCampaign,
} from '#contracts';
import { MovableClock, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';

const HOUR = 3_600_000;
const EVERY_HOUR = { send_window_start: 0, send_window_end: 24, send_days: [1, 2, 3, 4, 5, 6, 7] };
const TUESDAY = new Date('2026-05-19T00:00:00Z');
const WEEKDAYS = { send_window_start: 9, send_window_end: 17, send_days: [1, 2, 3, 4, 5] };

const servers = useServers();
const clock = new MovableClock();
let smtp: ScriptedSmtp;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  clock.travelTo(new Date('2026-05-04T12:00:00Z')); // a Monday
  smtp = await startScriptedSmtp();
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica(clock);
});
afterAll(async () => {
  await dispatcher.stop();
  await smtp.close();
});

const ago = (ms: number): Date => new Date(clock.now().getTime() - ms);

const knows = (fixture: CampaignFixture, version: number): Promise<void> =>
  eventually(async () => {
    const [row] = await dispatcher.database.query<{ version: number }>(
      'select version from campaign_send_state where campaign_id = $1',
      [uuidOf(fixture.campaign.id)],
    );
    expect(row?.version).toBe(version);
  });

/** The campaign was looked at after the clock moved, and nothing of it is being delivered. */
const asleep = (fixture: CampaignFixture): Promise<void> =>
  eventually(async () => {
    const rows = await dispatcher.database.query(
      `select from campaign_send_state state where campaign_id = $1
         and (wake_at <= $2 or exists (select from send s where s.campaign_id = state.campaign_id and status = 'sending'))`,
      [uuidOf(fixture.campaign.id), clock.now()],
    );
    expect(rows).toHaveLength(0);
  });

describe('a hold and the events around it', () => {
  it('is not lifted by the launch that it overtook, and is by the next resume', async () => {
    const fixture = new CampaignFixture(smtp.port, { accounts: 1 });
    const ref = { workspace_id: fixture.workspaceId, campaign_id: fixture.campaign.id };
    expect(await dispatcher.rpc.request(HoldCampaign, { ...ref, version: 9 })).toEqual({ in_flight: 0 });
    await dispatcher.introduce(fixture); // publishes the launch
    await dispatcher.publishSteps(fixture, fixture.due(3, ago(1_000)));
    await knows(fixture, 2);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 3 }));

    const resumed = { ...fixture.next('active'), version: 10 };
    await dispatcher.stubs.publish(CampaignResumed, fixture.workspaceId, resumed);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 3 }));
  });

  it('is lifted by nothing older, in whatever order it arrives', async () => {
    const fixture = new CampaignFixture(smtp.port, { accounts: 1 });
    await dispatcher.introduce(fixture);
    await knows(fixture, 2);
    const [paused, resumed, again] = [fixture.next('paused'), fixture.next('active'), fixture.next('paused')];
    await dispatcher.stubs.publish(CampaignPaused, fixture.workspaceId, again);
    await knows(fixture, again.version);
    await dispatcher.stubs.publish(CampaignResumed, fixture.workspaceId, resumed);
    await dispatcher.stubs.publish(CampaignPaused, fixture.workspaceId, paused);
    await dispatcher.stubs.publish(CampaignLaunched, fixture.workspaceId, { ...resumed, version: 1 });
    await dispatcher.publishSteps(fixture, fixture.due(2, ago(1_000)));

    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 2 }));
    await knows(fixture, again.version);
  });
});

describe('a pause by bad figures', () => {
  it('keeps everything from leaving until the campaign is resumed', async () => {
    const fixture = new CampaignFixture(smtp.port, { accounts: 1 });
    await dispatcher.introduce(fixture);
    const paused = { ...fixture.next('paused'), reasons: [] };
    await dispatcher.stubs.publish(CampaignAutoPaused, fixture.workspaceId, paused);
    await knows(fixture, paused.version);
    await dispatcher.publishSteps(fixture, fixture.due(2, ago(1_000)));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 2 }));

    await dispatcher.stubs.publish(CampaignResumed, fixture.workspaceId, fixture.next('active'));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 2 }));
  });
});

describe('a resume', () => {
  it('drops what is overdue by more than a day, publishes it, and sends the rest', async () => {
    const fixture = new CampaignFixture(smtp.port, { accounts: 2, ...EVERY_HOUR });
    await dispatcher.introduce(fixture);
    await dispatcher.stubs.publish(CampaignPaused, fixture.workspaceId, fixture.next('paused'));
    await knows(fixture, 3);
    await dispatcher.publishSteps(fixture, fixture.due(600, clock.now()));
    clock.advance(25 * HOUR);
    await dispatcher.publishSteps(fixture, fixture.due(40, ago(23 * HOUR)));
    await eventually(async () =>
      expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 640 }),
    );

    await dispatcher.stubs.publish(CampaignResumed, fixture.workspaceId, fixture.next('active'));

    await eventually(async () =>
      expect(await dispatcher.countsByStatus(fixture)).toEqual({ dropped: 600, sent: 40 }),
    );
    expect(await dispatcher.published(EmailDropped, fixture)).toHaveLength(600);
  });

  it.each([
    ['the window of the sender', 8, { time_zone: 'America/New_York' }],
    ['the windows of the contacts', 8, { recipient_time_zone: true }],
    ['the daily limit', 8, { ...EVERY_HOUR, daily_send_limit: 3 }],
    ['a gap', 8, { ...EVERY_HOUR, daily_send_limit: 4, smart_time_gaps: true }],
  ])('on Saturday drops nothing that has waited since Friday for %s', async (_, count, changes) => {
    clock.travelTo(new Date('2026-05-15T22:00:00Z')); // a Friday, when windows are closed in Europe and America
    const fixture = new CampaignFixture(smtp.port, { accounts: 1, ...WEEKDAYS, ...changes });
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(count, clock.now()));
    const sent = async (): Promise<number> => (await dispatcher.countsByStatus(fixture))['sent'] ?? 0;
    await eventually(async () =>
      expect(await dispatcher.countsByStatus(fixture)).toMatchObject({ scheduled: expect.any(Number) }),
    );

    clock.travelTo(new Date('2026-05-16T22:30:00Z'));
    await dispatcher.stubs.publish(CampaignPaused, fixture.workspaceId, fixture.next('paused'));
    await knows(fixture, 3);
    clock.advance(HOUR);
    await dispatcher.stubs.publish(CampaignResumed, fixture.workspaceId, fixture.next('active'));
    await knows(fixture, 4);
    await asleep(fixture);

    while ((await sent()) < count && clock.now() < TUESDAY) {
      clock.advance(3 * HOUR); // a gap lets one message leave each time, and the limits let four leave on a day
      await asleep(fixture);
    }
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: count });
  });
});

describe('a window', () => {
  it('opens in the zone of its campaign, day after day', async () => {
    const fixture = new CampaignFixture(smtp.port, {
      accounts: 1,
      time_zone: 'America/New_York',
      send_window_start: 9,
      send_window_end: 10,
      send_days: [1, 2, 3, 4, 5],
    });
    clock.travelTo(new Date('2026-05-08T12:30:00Z')); // a Friday, 08:30 there
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(2, ago(1_000)));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ scheduled: 2 }));

    clock.travelTo(new Date('2026-05-08T13:00:00Z'));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 2 }));

    clock.travelTo(new Date('2026-05-08T14:00:00Z'));
    await dispatcher.publishSteps(fixture, fixture.due(3, ago(1_000)));
    await eventually(async () =>
      expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 2, scheduled: 3 }),
    );
    const scheduled = (await dispatcher.sends(fixture)).filter(({ status }) => status === 'scheduled');
    expect(scheduled.map(({ scheduled_at }) => scheduled_at)).toEqual(
      Array(3).fill('2026-05-11T13:00:00.000Z'),
    );

    clock.travelTo(new Date('2026-05-11T13:00:00Z'));
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 5 }));
  });
});

describe('an account that goes out of service', () => {
  it('frees its first messages for others, and keeps its follow-ups', async () => {
    clock.travelTo(new Date('2026-05-12T12:00:00Z'));
    const fixture = new CampaignFixture(smtp.port, { accounts: 2 });
    const [first, second] = fixture.accounts;
    if (first === undefined || second === undefined) throw new Error('the fixture has two accounts');
    smtp.script = { RCPT: '451 4.7.1 later' };
    Object.assign(second, { version: 2, status: 'paused' });
    await dispatcher.introduce(fixture);
    await dispatcher.publishSteps(fixture, fixture.due(4, ago(1_000)));
    const waits = async (account: string | null): Promise<void> => {
      const sends = await dispatcher.sends(fixture);
      expect(sends.map((send) => [send.status, send.sending_account_id])).toEqual(
        sends.map(() => ['scheduled', account]),
      );
      expect(sends.map(({ error }) => error?.smtp_code)).toEqual([451, 451, 451, 451]);
    };
    await eventually(() => waits(first.sending_account_id));

    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, {
      ...first,
      version: 2,
      status: 'error',
    });
    await eventually(() => waits(null));

    smtp.script = {};
    await dispatcher.stubs.publish(AccountChanged, fixture.workspaceId, {
      ...second,
      version: 3,
      status: 'active',
    });
    clock.advance(2 * HOUR);
    await eventually(async () => expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 4 }));
    const sends = await dispatcher.sends(fixture);
    expect(new Set(sends.map((send) => send.sending_account_id))).toEqual(
      new Set([second.sending_account_id]),
    );
  });
});
