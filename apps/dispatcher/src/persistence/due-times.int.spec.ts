import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StepsDue, type CampaignView, type StepDue } from '#contracts';
import { idOf } from '#kernel';
import { makeEvent } from '#messaging';
import { useServers } from '#testing';
import { CampaignFixture } from '../../test/campaign-fixtures.js';
import { DeliveryHarness, NOON } from '../../test/delivery-harness.js';
import { PlannedSends } from './planned-sends.js';

const servers = useServers();
let harness: DeliveryHarness;
let plannedSends: PlannedSends;
let fixture: CampaignFixture;
let campaign: CampaignView;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
  plannedSends = harness.core.get(PlannedSends);
});
afterAll(() => harness.close());
beforeEach(async () => {
  fixture = new CampaignFixture(25, { accounts: 0 });
  campaign = {
    ...fixture.campaign,
    workspace_id: idOf('ws', harness.seeder.workspace),
    sending_account_ids: (await harness.seeder.accounts(1)).map((account) => idOf('ea', account)),
    recipient_time_zone: true,
    time_zone: 'Europe/Berlin',
    send_window_start: 9,
    send_window_end: 10,
    send_days: [1, 2, 3, 4, 5],
  };
});
afterEach(() => harness.seeder.clear());

const keep = (version: number, changes: Partial<CampaignView> = {}, now = NOON): Promise<void> =>
  harness.campaignSendStates.store(
    [{ version, campaign: { ...campaign, ...changes }, pausedAt: null, resumedAt: null }],
    now,
  );

/** Contacts by their zones, each with a step that is due at noon of a Monday in UTC. */
async function plan(zones: readonly (string | null | undefined)[]): Promise<void> {
  const steps = fixture.due(zones.length, NOON).map((step, at): StepDue => {
    const time_zone = zones[at];
    return { ...step, email: String(time_zone), ...(time_zone !== undefined && { time_zone }) };
  });
  const data = { campaign_id: campaign.id, steps };
  const fact = { service: 'enrollment', workspaceId: campaign.workspace_id, time: NOON, data } as const;
  await plannedSends.plan([makeEvent(StepsDue, fact)], NOON);
}

async function dueTimes(): Promise<Record<string, string>> {
  const rows = await harness.core.database.query<{ email: string; due_at: Date }>(
    'select email, due_at from send',
  );
  return Object.fromEntries(rows.map(({ email, due_at }) => [email, due_at.toISOString()]));
}

const ZONES = ['America/New_York', 'Asia/Kolkata', null, undefined, 'Mars'];
/** Noon in UTC is 8 in New York; in India and Berlin the day's window is over. */
const PLACED = {
  'America/New_York': '2026-05-04T13:00:00.000Z',
  'Asia/Kolkata': '2026-05-05T03:30:00.000Z',
  null: '2026-05-05T07:00:00.000Z',
  undefined: '2026-05-05T07:00:00.000Z',
  Mars: '2026-05-05T07:00:00.000Z',
};

describe('a step of a campaign that is judged where its contacts are', () => {
  it('is due when the window opens in the zone of its contact, else of the campaign', async () => {
    await keep(2);
    await plan(ZONES);
    expect(await dueTimes()).toEqual(PLACED);
  });

  it('is so too where it was planned before the campaign was known', async () => {
    await plan(ZONES);
    await keep(2);
    expect(await dueTimes()).toEqual(PLACED);
  });

  it('stays at its due time, in a window that is open then', async () => {
    await keep(2, { send_window_start: 8, send_window_end: 18 });
    await plan(['America/New_York', 'Asia/Kolkata', 'Europe/Berlin']);
    expect(new Set(Object.values(await dueTimes()))).toEqual(new Set([NOON.toISOString()]));
  });

  it('moves with the window, to what is later, earlier and now', async () => {
    await keep(2);
    await plan(['America/New_York', 'Asia/Kolkata', 'Pacific/Auckland']);
    await keep(3, { send_window_start: 14, send_window_end: 20 });

    expect(await dueTimes()).toEqual({
      'America/New_York': '2026-05-04T18:00:00.000Z',
      'Asia/Kolkata': NOON.toISOString(),
      'Pacific/Auckland': '2026-05-05T02:00:00.000Z',
    });
  });

  it('is due at once where the campaign is not judged so any more', async () => {
    await keep(2);
    await plan(ZONES);
    await keep(3, { recipient_time_zone: false });
    expect(new Set(Object.values(await dueTimes()))).toEqual(new Set([NOON.toISOString()]));
  });

  it('keeps its time in a paused campaign, and the pause after a try that failed', async () => {
    await keep(2);
    await plan(['America/New_York']);
    await keep(3, { status: 'paused', send_window_start: 14, send_window_end: 20 });
    expect(await dueTimes()).toEqual({ 'America/New_York': PLACED['America/New_York'] });

    await harness.core.database.query('update send set attempts = 1');
    await keep(4, { send_window_start: 15, send_window_end: 20 });
    expect(await dueTimes()).toEqual({ 'America/New_York': PLACED['America/New_York'] });
  });
});

describe('smart time gaps where windows are those of contacts', () => {
  it('spread the quota of an account over what is left of the window of the contact it writes to', async () => {
    await harness.core.database.query('update account_state set daily_limit = 40');
    await keep(2, { smart_time_gaps: true, daily_send_limit: 1_000 });
    await plan(['America/New_York']);
    const opens = new Date(PLACED['America/New_York']);
    expect(await harness.claim(opens)).toHaveLength(1);

    const [account] = await harness.core.database.query<{ next_at: Date }>(
      'select next_at from account_state',
    );
    const gapMs = (account?.next_at.getTime() ?? 0) - opens.getTime();
    expect(gapMs).toBeLessThanOrEqual((1.5 * 3_600_000) / 39); // an hour for 39, with up to a half more
  });
});

describe('a claim that is deferred', () => {
  it('gives back the limits and the gap of its account, and frees a first message of it', async () => {
    await keep(2, { smart_time_gaps: true });
    await plan(['America/New_York']);
    const opens = new Date(PLACED['America/New_York']);
    const claimed = await harness.claim(opens);
    expect(await harness.reserved()).toEqual({ accounts: 1, campaigns: 1 });

    const tomorrow = new Date('2026-05-05T13:00:00Z');
    const closesAt = new Date('2026-05-05T14:00:00Z');
    const settledAt = new Date(opens.getTime() + 1_000);
    await harness.core.database.query(`update campaign_send_state set wake_at = 'infinity'`);
    await harness.record(claimed, { kind: 'deferred', dueAt: tomorrow, closesAt }, settledAt);

    expect(await harness.reserved()).toEqual({ accounts: 0, campaigns: 0 });
    const [send] = await harness.core.database.query('select * from send');
    const waiting = { status: 'scheduled', account_id: null, attempts: 0, claim_id: null, error_code: null };
    expect(send).toMatchObject({ ...waiting, due_at: tomorrow, closes_at: closesAt });
    const [account] = await harness.core.database.query('select next_at from account_state');
    expect(account).toEqual({ next_at: settledAt });
    const [campaign] = await harness.core.database.query('select wake_at from campaign_send_state');
    expect(campaign).toEqual({ wake_at: settledAt });
    expect(await harness.claim(settledAt)).toEqual([]);
    await harness.campaignSendStates.openNextWindows(tomorrow);
    expect(await harness.claim(tomorrow)).toHaveLength(1);
  });

  it('or canceled, because its contact was stopped, uses up no gap', async () => {
    await keep(2, { smart_time_gaps: true });
    await plan(['America/New_York']);
    const opens = new Date(PLACED['America/New_York']);
    await harness.record(await harness.claim(opens), { kind: 'canceled', reason: 'domain_replied' }, opens);
    const [account] = await harness.core.database.query('select next_at from account_state');
    expect(account).toEqual({ next_at: opens });
  });

  it('leaves the gap of an account that another message may have started since', async () => {
    await keep(2, { smart_time_gaps: true });
    await plan(['America/New_York']);
    const opens = new Date(PLACED['America/New_York']);
    const claimed = await harness.claim(opens);
    const [before] = await harness.core.database.query('select next_at from account_state');

    const dueAt = new Date('2026-05-05T13:00:00Z');
    const late = new Date(opens.getTime() + 31_000);
    await harness.record(claimed, { kind: 'deferred', dueAt, closesAt: dueAt }, late);
    expect(await harness.core.database.query('select next_at from account_state')).toEqual([before]);
  });
});
