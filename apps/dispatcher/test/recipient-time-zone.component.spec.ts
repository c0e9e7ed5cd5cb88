import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CampaignUpdated, type CampaignView, type StepDue } from '#contracts';
import { MovableClock, uuidOf } from '#kernel';
import { eventually, recipient, useServers } from '#testing';
import { CampaignFixture } from './campaign-fixtures.js';
import { DispatcherHarness } from './dispatcher-harness.js';
import { startScriptedSmtp, type ScriptedSmtp } from './scripted-smtp.js';

const servers = useServers();
const clock = new MovableClock();
let smtp: ScriptedSmtp;
let dispatcher: DispatcherHarness;

beforeAll(async () => {
  clock.travelTo(new Date('2026-05-04T00:00:00Z')); // a Monday
  smtp = await startScriptedSmtp();
  dispatcher = await DispatcherHarness.prepare(servers);
  await dispatcher.startReplica(clock);
});
afterAll(async () => {
  await dispatcher.stop();
  await smtp.close();
});

/** From 9 to 10 on weekdays in the zone of the contact, in India where it is unknown. */
const fixtureOf = (changes: Partial<CampaignView> = {}): CampaignFixture =>
  new CampaignFixture(smtp.port, {
    accounts: 1,
    recipient_time_zone: true,
    time_zone: 'Asia/Kolkata',
    send_window_start: 9,
    send_window_end: 10,
    send_days: [1, 2, 3, 4, 5],
    ...changes,
  });

/** A contact in each zone, with a step that is due now; who is in which zone may be another one by the delivery. */
async function plan(
  fixture: CampaignFixture,
  zones: readonly (string | null)[],
  later: readonly (string | null)[] = zones,
): Promise<void> {
  await dispatcher.introduce(fixture);
  const steps = fixture
    .due(zones.length, clock.now())
    .map((step, at): StepDue => ({ ...step, time_zone: zones[at] }));
  const zoneOf = new Map(steps.map(({ enrollment_id }, at) => [enrollment_id, later[at] ?? null]));
  dispatcher.stubs.confirm = ({ sends }) => ({
    results: sends.map(({ enrollment_id }) => {
      const contact = {
        time_zone: zoneOf.get(enrollment_id) ?? null,
        email: `${zoneOf.get(enrollment_id) ?? 'nowhere'}@x.test`,
      };
      return { wanted: true, recipient: recipient(contact) };
    }),
  });
  await dispatcher.publishSteps(fixture, steps);
  await scheduled(fixture, zones.length);
}

const scheduled = (fixture: CampaignFixture, count: number): Promise<void> =>
  eventually(async () => expect((await dispatcher.countsByStatus(fixture)).scheduled).toBe(count));

/** Travels on, and waits until so many have left in all. */
async function sentBy(fixture: CampaignFixture, instant: string, count: number): Promise<void> {
  clock.travelTo(new Date(instant));
  await eventually(async () => expect((await dispatcher.countsByStatus(fixture)).sent).toBe(count));
}

/** When each message left, to the hour and minute. */
async function departures(fixture: CampaignFixture): Promise<Record<string, string | undefined>> {
  const sends = await dispatcher.sends(fixture);
  return Object.fromEntries(sends.map(({ email, sent_at }) => [email.split('@')[0], sent_at?.slice(0, 16)]));
}

/** The used part of the limits of the campaign and its accounts. */
async function counted(fixture: CampaignFixture): Promise<unknown> {
  const [row] = await dispatcher.database.query(
    `select p.sent_today as campaign, (select sum(l.sent_today)::int from account_state l join campaign_account c using (account_id)
       where c.campaign_id = p.campaign_id) as accounts
     from campaign_send_state p where p.campaign_id = $1`,
    [uuidOf(fixture.campaign.id)],
  );
  return row;
}

describe('a window that is judged where contacts are', () => {
  it('lets each message leave in its contact’s own hour, and not before', async () => {
    const fixture = fixtureOf();
    await plan(fixture, ['America/New_York', 'Europe/Berlin', null]);

    await sentBy(fixture, '2026-05-04T03:30:00Z', 1);
    await sentBy(fixture, '2026-05-04T07:00:00Z', 2);
    await sentBy(fixture, '2026-05-04T13:00:00Z', 3);
    expect(await departures(fixture)).toEqual({
      nowhere: '2026-05-04T03:30',
      'Europe/Berlin': '2026-05-04T07:00',
      'America/New_York': '2026-05-04T13:00',
    });
  });

  it('defers a message whose contact has moved, and gives back what it had reserved', async () => {
    const fixture = fixtureOf();
    clock.travelTo(new Date('2026-05-05T06:00:00Z'));
    await plan(fixture, ['Europe/Berlin'], ['America/New_York']);

    clock.travelTo(new Date('2026-05-05T07:00:00Z'));
    await eventually(async () => {
      const [send] = await dispatcher.sends(fixture);
      const waits = { status: 'scheduled', scheduled_at: '2026-05-05T13:00:00.000Z' };
      expect(send).toMatchObject({ ...waits, sending_account_id: null });
    });
    expect(await counted(fixture)).toEqual({ campaign: 0, accounts: 0 });

    await sentBy(fixture, '2026-05-05T13:00:00Z', 1);
    expect(await departures(fixture)).toEqual({ 'America/New_York': '2026-05-05T13:00' });
    expect(await counted(fixture)).toEqual({ campaign: 1, accounts: 1 });
  });

  it('puts off over the weekend what did not leave in time', async () => {
    const fixture = fixtureOf();
    clock.travelTo(new Date('2026-05-08T06:00:00Z')); // a Friday
    await plan(fixture, ['Europe/Berlin']);

    clock.travelTo(new Date('2026-05-08T08:00:00Z')); // 10 there
    await eventually(async () => {
      const [send] = await dispatcher.sends(fixture);
      expect(send).toMatchObject({ status: 'scheduled', scheduled_at: '2026-05-11T07:00:00.000Z' });
    });
    await sentBy(fixture, '2026-05-11T07:00:00Z', 1);
  });

  it('lets nobody wait behind a backlog of those whose window has closed, with smart time gaps too', async () => {
    const fixture = fixtureOf({ smart_time_gaps: true });
    clock.travelTo(new Date('2026-05-12T06:30:00Z'));
    await plan(fixture, [...Array.from({ length: 20 }, () => 'Europe/Berlin'), 'America/New_York']);

    await sentBy(fixture, '2026-05-12T13:00:00Z', 1);
    expect(await dispatcher.countsByStatus(fixture)).toEqual({ sent: 1, scheduled: 20 });
    const sends = await dispatcher.sends(fixture);
    const sent = sends.find(({ status }) => status === 'sent');
    expect(sent?.email).toBe('America/New_York@x.test');
    await eventually(async () => {
      const waiting = (await dispatcher.sends(fixture)).filter(({ status }) => status === 'scheduled');
      const times = new Set(waiting.map(({ scheduled_at }) => scheduled_at));
      expect(times).toEqual(new Set(['2026-05-13T07:00:00.000Z']));
    });
  });

  it('is the one that the campaign was changed to', async () => {
    const fixture = fixtureOf();
    clock.travelTo(new Date('2026-05-14T06:00:00Z'));
    await plan(fixture, ['Europe/Berlin', 'America/New_York']);
    const { campaign, ...published } = fixture.next('active');
    const evening = { ...campaign, send_window_start: 20, send_window_end: 21 };
    await dispatcher.stubs.publish(CampaignUpdated, fixture.workspaceId, { ...published, campaign: evening });
    await eventually(async () => expect(await dispatcher.versionOf(fixture)).toBe(published.version));

    await sentBy(fixture, '2026-05-14T18:00:00Z', 1);
    await sentBy(fixture, '2026-05-15T00:00:00Z', 2);
    expect(await departures(fixture)).toEqual({
      'Europe/Berlin': '2026-05-14T18:00',
      'America/New_York': '2026-05-15T00:00',
    });
  });
});
