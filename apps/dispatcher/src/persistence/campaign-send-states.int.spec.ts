import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StepsDue, type CampaignView } from '#contracts';
import { idOf, newId, uuidOf, type Id } from '#kernel';
import { makeEvent } from '#messaging';
import { useServers } from '#testing';
import { CampaignFixture } from '../../test/campaign-fixtures.js';
import { DeliveryHarness, NOON } from '../../test/delivery-harness.js';
import { PlannedSends } from './planned-sends.js';
import { Sends } from './sends.js';

const servers = useServers();
let harness: DeliveryHarness;
let plannedSends: PlannedSends;
let campaign: CampaignView;
let remaining: string;
let removed: string;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
  plannedSends = harness.core.get(PlannedSends);
});
afterAll(() => harness.close());
beforeEach(async () => {
  const accounts = await harness.seeder.accounts(2);
  [remaining = '', removed = ''] = accounts;
  campaign = {
    ...new CampaignFixture(25, { accounts: 0 }).campaign,
    workspace_id: idOf('ws', harness.seeder.workspace),
    sending_account_ids: accounts.map((account) => idOf('ea', account)),
  };
  await keep(2);
});
afterEach(() => harness.seeder.clear());

const keep = (version: number, changes: Partial<CampaignView> = {}): Promise<void> =>
  harness.campaignSendStates.store(
    [{ version, campaign: { ...campaign, ...changes }, pausedAt: null, resumedAt: null }],
    NOON,
  );

const withoutRemoved = (): { sending_account_ids: Id<'ea'>[] } => ({
  sending_account_ids: [idOf('ea', remaining)],
});

const waitingFor = async (): Promise<(string | null)[]> => {
  const rows = await harness.core.database.query<{ account_id: string | null }>(
    `select account_id from send where status = 'scheduled' order by account_id nulls first`,
  );
  return rows.map(({ account_id }) => account_id);
};

describe('an account that leaves a campaign', () => {
  it('frees what waits for it, follow-ups too, and another sends them', async () => {
    const uuid = uuidOf(campaign.id);
    const dueAt = new Date(NOON.getTime() - 60_000);
    await harness.seeder.sends({ campaign: uuid, count: 2, dueAt, account: removed });
    await harness.seeder.sends({ campaign: uuid, count: 1, dueAt, account: remaining });
    await keep(3, withoutRemoved());

    expect(await waitingFor()).toEqual([null, null, remaining]);
    const claimed = [...(await harness.claim(NOON)), ...(await harness.claim(NOON))];
    expect(new Set(claimed.map(({ accountId }) => uuidOf(accountId)))).toEqual(new Set([remaining]));
    expect(claimed).toHaveLength(3);
  });

  it('gets no follow-up of what it sent before, nor one back that fails for now', async () => {
    const uuid = uuidOf(campaign.id);
    await harness.seeder.sends({ campaign: uuid, count: 2, dueAt: NOON, account: removed });
    const sends = await harness.claim(new Date(NOON.getTime() + 1_000));
    await harness.start(sends);
    await keep(3, withoutRemoved());
    const [sent, greylisted] = sends;
    if (sent === undefined || greylisted === undefined) throw new Error('both are claimed');
    const refusal = { code: 'later', smtp_code: 451, enhanced_code: null, message: 'later' };
    await harness.record([sent], { kind: 'sent' });
    await harness.record([greylisted], { kind: 'retry', dueAt: NOON, refusal });
    expect(await waitingFor()).toEqual([null]);

    const due = { ...sent, enrollment_id: sent.enrollmentId, contact_id: sent.contactId };
    const step = { ...due, step_id: newId('step'), step_number: 3, due_at: NOON.toISOString() };
    const data = { campaign_id: campaign.id, steps: [step] };
    const fact = { service: 'enrollment', workspaceId: campaign.workspace_id, time: NOON, data } as const;
    await plannedSends.plan([makeEvent(StepsDue, fact)], NOON);
    expect(await waitingFor()).toEqual([null, null]);
  });
});

describe('a campaign that wants healthier accounts', () => {
  it('frees the first messages that wait for the others', async () => {
    const healthy = 'update account_state set health_score = 99 where account_id = $1';
    await harness.core.database.query(healthy, [remaining]);
    await harness.seeder.sends({ campaign: uuidOf(campaign.id), count: 2, dueAt: NOON });
    const sends = await harness.claim(new Date(NOON.getTime() + 1_000));
    const refusal = { code: 'later', smtp_code: 451, enhanced_code: null, message: 'later' };
    await harness.record(sends, { kind: 'retry', dueAt: NOON, refusal });
    await keep(3, { min_health_score: 95 });

    expect(await waitingFor()).toEqual([null, remaining]);
  });
});

describe('an archived campaign', () => {
  it('cancels what waits, lets nothing start, and leaves what was sent', async () => {
    const uuid = uuidOf(campaign.id);
    await harness.seeder.sends({ campaign: uuid, count: 1, dueAt: new Date(NOON.getTime() - 60_000) });
    const inHand = await harness.claim(NOON);
    await harness.seeder.sends({ campaign: uuid, count: 5, dueAt: NOON });
    await keep(3, { status: 'archived', archived_at: NOON.toISOString() });

    expect(await harness.statuses()).toEqual({ canceled: 5, sending: 1 });
    expect(await harness.start(inHand)).toEqual(new Set());
    expect(await harness.claim(NOON)).toEqual([]);
  });

  it('cancels also what is given back, and steps that were due before, once they come', async () => {
    const uuid = uuidOf(campaign.id);
    await harness.seeder.sends({ campaign: uuid, count: 2, dueAt: new Date(NOON.getTime() - 60_000) });
    const inHand = await harness.claim(NOON);
    await keep(3, { status: 'archived', archived_at: NOON.toISOString() });
    await harness.record(inHand, { kind: 'released' });
    expect(await harness.statuses()).toEqual({ canceled: 2 });

    const who = { enrollment_id: newId('enr'), contact_id: newId('cont'), email: 'late@x.test' };
    const step = { ...who, step_id: newId('step'), step_number: 1, due_at: NOON.toISOString() };
    const data = { campaign_id: campaign.id, steps: [step] };
    const fact = { service: 'enrollment', workspaceId: campaign.workspace_id, time: NOON, data } as const;
    await plannedSends.plan([makeEvent(StepsDue, fact)], NOON);
    expect(await harness.statuses()).toEqual({ canceled: 3 });
  });
});

describe('a resume', () => {
  const HOUR = 3_600_000;
  const hoursAgo = (hours: number) => new Date(NOON.getTime() - hours * HOUR);
  const allDay = { send_window_start: 0, send_window_end: 24, send_days: [1, 2, 3, 4, 5, 6, 7] };
  const held = async (hours: number, changes: Partial<CampaignView> = {}) => {
    campaign = { ...campaign, ...allDay, smart_time_gaps: false, ...changes };
    await keep(3);
    const ref = { workspace_id: campaign.workspace_id, campaign_id: campaign.id };
    await harness.campaignSendStates.hold({ ...ref, version: 4 }, hoursAgo(hours));
  };
  const resumed = (hours: number, changes: { pausedAt?: Date } = {}) =>
    harness.campaignSendStates.store(
      [{ version: 5, campaign, pausedAt: null, resumedAt: hoursAgo(hours), ...changes }],
      NOON,
    );
  const waiting = async (...dueHoursAgo: number[]): Promise<void> => {
    const uuid = uuidOf(campaign.id);
    for (const hours of dueHoursAgo)
      await harness.seeder.sends({ campaign: uuid, count: 1, dueAt: hoursAgo(hours) });
  };

  it('drops what could have left a day before it, also where a later change is known already, and nothing else', async () => {
    await held(60);
    await waiting(50, 30, 20);
    await keep(6);

    await resumed(12);
    expect(await harness.statuses()).toEqual({ dropped: 1, scheduled: 2 });
    await resumed(8);
    expect(await harness.statuses()).toEqual({ dropped: 1, scheduled: 2 });
    await resumed(4);
    expect(await harness.statuses()).toEqual({ dropped: 2, scheduled: 1 });
  });

  it('drops nothing within a day of the pause, however long the sends are due', async () => {
    await held(23);
    await waiting(500, 30, 25);
    await resumed(0);

    expect(await harness.statuses()).toEqual({ scheduled: 3 });
  });

  it('counts from the pause that came with it, where no hold was seen', async () => {
    campaign = { ...campaign, ...allDay, smart_time_gaps: false };
    await waiting(40, 26);
    await resumed(0, { pausedAt: hoursAgo(20) });
    expect(await harness.statuses()).toEqual({ scheduled: 2 });

    await resumed(0, { pausedAt: hoursAgo(40) });
    expect(await harness.statuses()).toEqual({ dropped: 2 });
  });

  it('drops nothing that waited for its window, over a weekend', async () => {
    await held(72, { send_window_start: 9, send_window_end: 12, send_days: [1, 2, 3, 4, 5] });
    await waiting(75, 60, 50);
    await resumed(0); // on a Monday, after the window of Friday and before the end of a day since that of Monday

    expect(await harness.statuses()).toEqual({ scheduled: 3 });
  });

  it('drops no more than the limits would have let out, the oldest first', async () => {
    await held(50, { daily_send_limit: 2 });
    await waiting(90, 80, 70, 60, 55, 54, 53);
    await resumed(0); // Saturday 10:00 to Sunday 12:00, two days

    expect(await harness.statuses()).toEqual({ dropped: 4, scheduled: 3 });
    const left = await harness.core.database.query<{ due_at: Date }>(
      `select due_at from send where status = 'scheduled' order by due_at`,
    );
    expect(left.map(({ due_at }) => due_at)).toEqual([hoursAgo(55), hoursAgo(54), hoursAgo(53)]);
  });

  it('judges each send by the window where its contact is', async () => {
    await held(50, { recipient_time_zone: true, send_window_start: 9, send_window_end: 17 });
    await waiting(49, 49);
    await harness.core.database.query(
      `update send set time_zone = 'Pacific/Kiritimati' where id = (select min(id::text)::uuid from send)`,
    );
    await resumed(20); // until Saturday 16:00, where Kiritimati has Sunday morning since 19:00 only

    expect(await harness.statuses()).toEqual({ dropped: 1, scheduled: 1 });
  });
});

describe('sends of contacts that are removed', () => {
  it('are canceled where they wait, and left where they are in hand or of others', async () => {
    const uuid = uuidOf(campaign.id);
    const dueAt = new Date(NOON.getTime() - 60_000);
    await harness.seeder.sends({ campaign: uuid, count: 2, dueAt });
    const [inHand] = await harness.claim(NOON);
    await harness.seeder.sends({ campaign: uuid, count: 3, dueAt });
    const waiting = await harness.core.database.query<{ contact_id: string }>(
      `select contact_id from send where status = 'scheduled' limit 2`,
    );
    const contact_ids = waiting.map(({ contact_id }) => idOf('cont', contact_id));
    if (inHand !== undefined) contact_ids.push(inHand.contactId);
    const command = { workspace_id: campaign.workspace_id, campaign_id: campaign.id, contact_ids };
    const sends = new Sends(harness.core.database);

    expect(await sends.cancel({ ...command, workspace_id: newId('ws') }, NOON)).toBe(0);
    expect(await sends.cancel(command, NOON)).toBe(2);
    expect(await sends.cancel(command, NOON)).toBe(0);
    expect(await harness.statuses()).toEqual({ canceled: 2, sending: 2, scheduled: 1 });
  });
});
