import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idOf, newId, uuidOf } from '#kernel';
import { useServers } from '#testing';
import { DeliveryHarness, LATER, NOON } from '../../test/delivery-harness.js';
import { refusalOf, type Outcome } from '../domain/outcome.js';
import { WarmupSends } from './warmup-sends.js';

const servers = useServers();
let harness: DeliveryHarness;

beforeAll(async () => {
  harness = await DeliveryHarness.open(servers.databaseUrl);
});
afterAll(() => harness.close());
beforeEach(() => harness.seeder.clear());

describe('a warmup message that stops its account', () => {
  const refusal = refusalOf('account_over_quota', '550 5.4.5 Daily user sending limit exceeded');

  it.each<Outcome>([
    { kind: 'account_rests', until: null, refusal },
    { kind: 'account_refused', refusal },
  ])('with $kind lets the first messages that wait for it leave from others', async (outcome) => {
    const { campaign, sends } = await harness.claimed(10);
    await harness.record(sends, {
      kind: 'retry',
      dueAt: LATER,
      refusal: refusalOf('greylisted', '451 later'),
    });
    const accountId = sends[0]?.accountId ?? newId('ea');
    const message = {
      send_id: newId('send'),
      campaign_id: idOf('camp', campaign),
      workspace_id: idOf('ws', harness.seeder.workspace),
      sending_account_id: accountId,
    };
    const warmup = harness.core.get(WarmupSends);
    const request = { ...message, to: 'a@example.org', subject: 'Hi', text: 'Hi', references: [] };
    await warmup.take({ ...request, due_at: NOON.toISOString() }, harness.me, NOON);
    const ended = { messageId: null, accountVersion: 1, outcome, at: NOON, takenBy: harness.me };
    const ids = { id: message.send_id, workspaceId: message.workspace_id, campaignId: message.campaign_id };
    await warmup.record({ ...ids, accountId, ...ended }, NOON);

    const waiting = await harness.core.database.query(
      `select from send where status = 'scheduled' and account_id = $1`,
      [uuidOf(accountId)],
    );
    expect(waiting).toEqual([]);
    expect(await harness.claim(LATER)).toHaveLength(10);
  });
});
