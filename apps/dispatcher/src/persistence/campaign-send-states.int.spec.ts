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
  plannedSends = new PlannedSends(harness.core.database);
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
    [{ version, campaign: { ...campaign, ...changes }, resumedAt: null }],
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
  it('drops what was overdue then, also where a later change is known already, and nothing else', async () => {
    const uuid = uuidOf(campaign.id);
    const hoursAgo = (hours: number) => new Date(NOON.getTime() - hours * 3_600_000);
    for (const hours of [50, 30, 20])
      await harness.seeder.sends({ campaign: uuid, count: 1, dueAt: hoursAgo(hours) });
    await keep(5);

    const resumed = { version: 4, campaign, resumedAt: hoursAgo(8) };
    await harness.campaignSendStates.store([{ ...resumed, resumedAt: hoursAgo(12) }], NOON);
    expect(await harness.statuses()).toEqual({ dropped: 1, scheduled: 2 });
    await harness.campaignSendStates.store([resumed], NOON);
    expect(await harness.statuses()).toEqual({ dropped: 1, scheduled: 2 });
    await harness.campaignSendStates.store([{ ...resumed, resumedAt: hoursAgo(4) }], NOON);
    expect(await harness.statuses()).toEqual({ dropped: 2, scheduled: 1 });
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
