import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountChanged, StepsDue } from '#contracts';
import { idOf, newId, uuidOf } from '#kernel';
import { makeEvent } from '#messaging';
import { campaignView, useServers } from '#testing';
import { DeliveryHarness, NOON } from '../../test/delivery-harness.js';
import { AccountStates } from './account-states.js';
import { PlannedSends } from './planned-sends.js';
import { Signals } from './signals.js';

const servers = useServers();
let harness: DeliveryHarness;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
});
afterAll(() => harness.close());

const TABLES = ['account_state', 'campaign_account', 'campaign_send_state', 'send'];

/** All rows, as text. */
const stored = (): Promise<object[][]> =>
  Promise.all(
    TABLES.map((table) =>
      harness.core.database.query(`select to_jsonb(each)::text as row from ${table} as each order by 1`),
    ),
  );

it('an event that carries another workspace than its account, campaign or send changes nothing', async () => {
  const { database } = harness.core;
  const [account = ''] = await harness.seeder.accounts(1);
  const campaign = await harness.seeder.campaign({ accounts: [account], held: true });
  await harness.seeder.sends({ campaign, count: 1, dueAt: new Date('2026-01-01T00:00:00Z'), account });
  const [send] = await database.query<{ id: string; enrollment_id: string; contact_id: string }>(
    'select id, enrollment_id, contact_id from send',
  );
  if (send === undefined) throw new Error('one send was seeded');
  const before = await stored();

  const draft = { service: 'others', workspaceId: newId('ws'), time: NOON };
  const contact = {
    enrollment_id: idOf('enr', send.enrollment_id),
    contact_id: idOf('cont', send.contact_id),
    step_id: newId('step'),
  };
  const changes = { version: 9, sending_account_id: idOf('ea', account), email: 'x@example.com' };
  const limits = { status: 'paused' as const, daily_send_limit: 1, time_zone: 'UTC', health_score: 1 };
  const changed = makeEvent(AccountChanged, { ...draft, data: { ...changes, ...limits } });
  await new AccountStates(database).store([changed], NOON);

  const campaign_id = idOf('camp', campaign);
  const step = { ...contact, step_number: 3, email: 'x@example.com', due_at: '2000-01-01T00:00:00.000Z' };
  const due = makeEvent(StepsDue, { ...draft, data: { campaign_id, steps: [step] } });
  expect(await harness.core.get(PlannedSends).plan([due], NOON)).toBe(0);

  const signal = { send_id: idOf('send', send.id), workspace_id: draft.workspaceId, at: NOON.toISOString() };
  await new Signals(database).record([{ ...signal, signal: 'opened' }]);

  const view = campaignView({ id: campaign_id, workspace_id: draft.workspaceId, status: 'active' });
  await harness.campaignSendStates.store(
    [{ version: 9, campaign: view, pausedAt: new Date('2026-02-01T00:00:00Z'), resumedAt: NOON }],
    NOON,
  );

  expect(await stored()).toEqual(before);
  expect(uuidOf(draft.workspaceId)).not.toBe(harness.seeder.workspace);
});
