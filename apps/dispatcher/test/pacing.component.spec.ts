import {
  AccountChanged,
  CampaignLaunched,
  CampaignPaused,
  CampaignResumed,
  EmailDropped,
  HoldCampaign,
} from '#contracts';
import { MovableClock, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DispatcherUnderTest } from './dispatcher-under-test.js';
import { Scene } from './scene.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';

const HOUR = 3_600_000;

const servers = useServers();
const clock = new MovableClock();
let smtp: ScriptedSmtp;
let dispatcher: DispatcherUnderTest;

beforeAll(async () => {
  clock.travelTo(new Date('2026-05-04T12:00:00Z')); // a Monday
  smtp = await startScriptedSmtp();
  dispatcher = await DispatcherUnderTest.prepare(servers);
  await dispatcher.startReplica(clock);
});
afterAll(async () => {
  await dispatcher.stop();
  await smtp.close();
});

const ago = (ms: number): Date => new Date(clock.now().getTime() - ms);

const knows = (scene: Scene, version: number): Promise<void> =>
  eventually(async () => {
    const [row] = await dispatcher.database.query<{ version: number }>(
      'select version from campaign_pace where campaign_id = $1',
      [uuidOf(scene.campaign.id)],
    );
    expect(row?.version).toBe(version);
  });

describe('a hold and the events around it', () => {
  it('is not lifted by the launch that it overtook, and is by the next resume', async () => {
    const scene = new Scene(smtp.port, { inboxes: 1 });
    const ref = { workspace_id: scene.workspaceId, campaign_id: scene.campaign.id };
    expect(await dispatcher.rpc.request(HoldCampaign, { ...ref, version: 9 })).toEqual({ in_flight: 0 });
    await dispatcher.play(scene); // tells the launch
    await dispatcher.plan(scene, scene.due(3, ago(1_000)));
    await knows(scene, 2);
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ scheduled: 3 }));

    const resumed = { ...scene.next('active'), version: 10 };
    await dispatcher.neighbours.tell(CampaignResumed, scene.workspaceId, resumed);
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 3 }));
  });

  it('is lifted by nothing older, in whatever order it arrives', async () => {
    const scene = new Scene(smtp.port, { inboxes: 1 });
    await dispatcher.play(scene);
    await knows(scene, 2);
    const [paused, resumed, again] = [scene.next('paused'), scene.next('active'), scene.next('paused')];
    await dispatcher.neighbours.tell(CampaignPaused, scene.workspaceId, again);
    await knows(scene, again.version);
    await dispatcher.neighbours.tell(CampaignResumed, scene.workspaceId, resumed);
    await dispatcher.neighbours.tell(CampaignPaused, scene.workspaceId, paused);
    await dispatcher.neighbours.tell(CampaignLaunched, scene.workspaceId, { ...resumed, version: 1 });
    await dispatcher.plan(scene, scene.due(2, ago(1_000)));

    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ scheduled: 2 }));
    await knows(scene, again.version);
  });
});

describe('a resume', () => {
  it('drops what is overdue by more than a day, tells it, and sends the rest', async () => {
    const scene = new Scene(smtp.port, { inboxes: 2 });
    await dispatcher.play(scene);
    await dispatcher.neighbours.tell(CampaignPaused, scene.workspaceId, scene.next('paused'));
    await knows(scene, 3);
    await dispatcher.plan(scene, scene.due(600, ago(25 * HOUR)));
    await dispatcher.plan(scene, scene.due(40, ago(23 * HOUR)));
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ scheduled: 640 }));

    await dispatcher.neighbours.tell(CampaignResumed, scene.workspaceId, scene.next('active'));

    await eventually(async () =>
      expect(await dispatcher.countsByStatus(scene)).toEqual({ dropped: 600, sent: 40 }),
    );
    expect(await dispatcher.told(EmailDropped, scene)).toHaveLength(600);
  });
});

describe('a window', () => {
  it('opens in the zone of its campaign, day after day', async () => {
    const scene = new Scene(smtp.port, {
      inboxes: 1,
      time_zone: 'America/New_York',
      send_window_start: 9,
      send_window_end: 10,
      send_days: [1, 2, 3, 4, 5],
    });
    clock.travelTo(new Date('2026-05-08T12:30:00Z')); // a Friday, 08:30 there
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(2, ago(1_000)));
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ scheduled: 2 }));

    clock.travelTo(new Date('2026-05-08T13:00:00Z'));
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 2 }));

    clock.travelTo(new Date('2026-05-08T14:00:00Z'));
    await dispatcher.plan(scene, scene.due(3, ago(1_000)));
    await eventually(async () =>
      expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 2, scheduled: 3 }),
    );

    clock.travelTo(new Date('2026-05-11T13:00:00Z'));
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 5 }));
  });
});

describe('an inbox that goes out of service', () => {
  it('frees its first messages for others, and keeps its follow-ups', async () => {
    clock.travelTo(new Date('2026-05-12T12:00:00Z'));
    const scene = new Scene(smtp.port, { inboxes: 2 });
    const [first, second] = scene.accounts;
    if (first === undefined || second === undefined) throw new Error('the scene has two inboxes');
    smtp.script = { RCPT: '451 4.7.1 later' };
    Object.assign(second, { version: 2, status: 'paused' });
    await dispatcher.play(scene);
    await dispatcher.plan(scene, scene.due(4, ago(1_000)));
    const waits = async (account: string | null): Promise<void> => {
      const sends = await dispatcher.sends(scene);
      expect(sends.map((send) => [send.status, send.sending_account_id])).toEqual(
        sends.map(() => ['scheduled', account]),
      );
      expect(sends.map(({ error }) => error?.smtp_code)).toEqual([451, 451, 451, 451]);
    };
    await eventually(() => waits(first.sending_account_id));

    await dispatcher.neighbours.tell(AccountChanged, scene.workspaceId, {
      ...first,
      version: 2,
      status: 'error',
    });
    await eventually(() => waits(null));

    smtp.script = {};
    await dispatcher.neighbours.tell(AccountChanged, scene.workspaceId, {
      ...second,
      version: 3,
      status: 'active',
    });
    clock.advance(2 * HOUR);
    await eventually(async () => expect(await dispatcher.countsByStatus(scene)).toEqual({ sent: 4 }));
    const sends = await dispatcher.sends(scene);
    expect(new Set(sends.map((send) => send.sending_account_id))).toEqual(
      new Set([second.sending_account_id]),
    );
  });
});
