import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeliveryView, PublicEvent } from '#contracts';
import { uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { RETRY_DELAYS_MS } from '../src/deliveries/domain/retry-schedule.js';
import type { Answer } from './receiver.js';
import { SendingHarness } from './sending-harness.js';
import type { TestWebhook } from './sending-seed.js';

const HOUR_MS = 3_600_000;
const servers = useServers();
let harness: SendingHarness;
beforeAll(async () => {
  harness = await SendingHarness.start(servers);
});
afterAll(() => harness.stop());

const failing = async (status = 500, subscriptions = ['contact.*']): Promise<TestWebhook> => {
  const webhook = await harness.webhook({ subscriptions });
  harness.receiver.behave(webhook.path, () => ({ status }));
  return webhook;
};

const nextOf = ({ next_attempt_at }: DeliveryView): Date => {
  if (next_attempt_at === null) throw new Error('it is not tried again');
  return new Date(next_attempt_at);
};

/** The delivery with its attempts so far, each made when the clock has reached its time. */
async function afterRetries(webhook: TestWebhook, event: PublicEvent, count: number): Promise<DeliveryView> {
  let delivery = await harness.afterAttempts(webhook, event, 1);
  while (delivery.attempts.length < count) {
    harness.clock.travelTo(nextOf(delivery));
    delivery = await harness.afterAttempts(webhook, event, delivery.attempts.length + 1);
  }
  return delivery;
}

const get = ({ workspace_id, id }: TestWebhook) => harness.endpoints.get({ workspace_id, webhook_id: id });

describe('a delivery that fails', () => {
  it('is tried eight times at the times of the schedule, never earlier and a tenth later at most', async () => {
    const webhook = await failing();
    const event = await harness.storeOne(webhook.workspace_id);
    let delivery = await harness.afterAttempts(webhook, event, 1);
    for (const [n, delayMs] of RETRY_DELAYS_MS.entries()) {
      const attempt = delivery.attempts.at(-1);
      if (attempt === undefined) throw new Error('it was tried');
      const endedAt = Date.parse(attempt.at) + attempt.duration_ms;
      const waitMs = nextOf(delivery).getTime() - endedAt;
      expect(waitMs).toBeGreaterThanOrEqual(delayMs - 2); // the duration is rounded
      expect(waitMs).toBeLessThanOrEqual(delayMs * 1.1 + 2_000); // of a busy machine

      harness.clock.travelTo(nextOf(delivery));
      const next = await harness.afterAttempts(webhook, event, n + 2);
      expect(Date.parse(String(next.attempts.at(-1)?.at))).toBeGreaterThanOrEqual(nextOf(delivery).getTime());
      delivery = next;
    }
    expect(delivery).toMatchObject({ status: 'failed', next_attempt_at: null });
    expect(delivery.attempts).toHaveLength(8);
    expect(delivery.attempts[0]).toMatchObject({ status_code: 500, error: 'unexpected_status' });
    expect(await get(webhook)).toMatchObject({ ended_30d: 1, given_up_30d: 1 });
    expect(new Set(harness.receiver.at(webhook.path).map(({ headers }) => headers['webhook-id']))).toEqual(
      new Set([event.id]),
    );
  });

  it('succeeds as soon as the receiver answers', async () => {
    const webhook = await failing();
    const event = await harness.storeOne(webhook.workspace_id);
    await harness.afterAttempts(webhook, event, 1);
    expect(await get(webhook)).toMatchObject({ failing_since: expect.any(Date) });
    harness.receiver.behave(webhook.path, () => ({ status: 204 }));
    const delivery = await afterRetries(webhook, event, 2);
    expect(delivery).toMatchObject({ status: 'succeeded', next_attempt_at: null });
    expect(await get(webhook)).toMatchObject({ failing_since: null, last_success_at: expect.any(Date) });
  });

  it('waits as long as Retry-After says', async () => {
    const webhook = await failing();
    harness.receiver.behave(webhook.path, () => ({ status: 429, headers: { 'retry-after': '7200' } }));
    const event = await harness.storeOne(webhook.workspace_id);
    const delivery = await harness.afterAttempts(webhook, event, 1);
    const waitMs = nextOf(delivery).getTime() - Date.parse(String(delivery.attempts[0]?.at));
    expect(waitMs).toBeGreaterThanOrEqual(2 * HOUR_MS);
    expect(waitMs).toBeLessThanOrEqual(2.2 * HOUR_MS + 2_000);
  });

  it('follows no redirect', async () => {
    const webhook = await failing();
    harness.receiver.behave(webhook.path, () => ({ status: 307, headers: { location: '/elsewhere' } }));
    const event = await harness.storeOne(webhook.workspace_id);
    const { attempts } = await harness.afterAttempts(webhook, event, 1);
    expect(attempts[0]).toMatchObject({ status_code: 307, error: 'unexpected_status' });
    expect(harness.receiver.at('/elsewhere')).toEqual([]);
  });

  it('says why where no answer came', async () => {
    const webhook = await failing();
    harness.receiver.behave(webhook.path, () => 'drop');
    const event = await harness.storeOne(webhook.workspace_id);
    const { attempts } = await harness.afterAttempts(webhook, event, 1);
    expect(attempts[0]).toMatchObject({ status_code: null, error: 'connection_failed', response_body: null });
  });
});

describe('a webhook that fails', () => {
  const disabledEvents = (webhook: TestWebhook): { data: object }[] =>
    harness.receiver
      .at(webhook.path)
      .map(({ body }): { type: string; data: object } => JSON.parse(body))
      .filter(({ type }) => type === 'webhook.disabled');

  /** Resolves with the time of the first failure. */
  async function failedFor100Hours(webhook: TestWebhook): Promise<number> {
    const first = await harness.storeOne(webhook.workspace_id);
    const { attempts } = await harness.afterAttempts(webhook, first, 1);
    const since = Date.parse(String(attempts[0]?.at));
    for (let hours = 20; hours < 120; hours += 20) {
      harness.clock.travelTo(new Date(since + hours * HOUR_MS));
      await harness.afterAttempts(webhook, await harness.storeOne(webhook.workspace_id), 1);
    }
    return since;
  }

  it('for five days is switched off, not before, and the others hear of it', async () => {
    const webhook = await failing();
    const { workspace_id } = webhook;
    const other = await harness.webhook({ workspaceId: workspace_id, subscriptions: ['webhook.*'] });
    const since = await failedFor100Hours(webhook);
    expect(await get(webhook)).toMatchObject({ active: true, failing_since: new Date(since) });

    harness.clock.travelTo(new Date(since + 120 * HOUR_MS));
    await harness.storeOne(workspace_id);
    await eventually(async () =>
      expect(await get(webhook)).toMatchObject({ active: false, disabled_reason: 'failing' }),
    );
    await eventually(() => expect(disabledEvents(other)).toHaveLength(1));
    expect(disabledEvents(other)[0]?.data).toMatchObject({
      webhook_id: webhook.id,
      reason: 'failing',
      host: '127.0.0.1',
      failing_since: new Date(since).toISOString(),
    });
    expect(JSON.stringify(disabledEvents(other))).not.toContain(`"${webhook.path}`);
  });

  it('with 410 is switched off at once, without another attempt, and can be switched on again', async () => {
    const webhook = await failing(410);
    const other = await harness.webhook({
      workspaceId: webhook.workspace_id,
      subscriptions: ['webhook.disabled'],
    });
    const [event] = await harness.store(webhook.workspace_id, 40);
    if (event === undefined) throw new Error('40 events');
    await eventually(async () => expect(await get(webhook)).toMatchObject({ disabled_reason: 'gone' }));
    await eventually(() => expect(disabledEvents(other)).toHaveLength(1));
    expect(await harness.delivery(webhook, event)).toMatchObject({ status: 'failed' });
    const tried = harness.receiver.at(webhook.path).length;
    expect(tried).toBeLessThanOrEqual(10); // those under way when the first answer came

    harness.receiver.behave(webhook.path, () => ({}));
    await harness.switch(webhook, true);
    const next = await harness.storeOne(webhook.workspace_id);
    expect(await harness.afterAttempts(webhook, next, 1)).toMatchObject({ status: 'succeeded' });
    await eventually(async () =>
      expect(await harness.states(webhook)).toEqual({ failed: tried, succeeded: 41 - tried }),
    );
  });

  /** To another address, which answers 200 unless told otherwise. */
  const move = ({ workspace_id, id, path }: TestWebhook) =>
    harness.endpoints.change({ workspace_id, webhook_id: id }, (endpoint) => ({
      ...endpoint,
      url: `${harness.receiver.url}${path}-moved`,
      updated_at: harness.clock.now(),
    }));

  const allAreInMemory = ({ id }: TestWebhook) =>
    eventually(async () =>
      expect(
        await harness.database.query('select due_at from delivery_queue where endpoint_id = $1', [
          uuidOf(id),
        ]),
      ).toEqual([{ due_at: null }]),
    );

  it('with 410 at an address that it has no longer stays on, and what waited goes to the new one', async () => {
    const webhook = await failing();
    const answers: ((answer: Answer) => void)[] = [];
    harness.receiver.behave(webhook.path, () => new Promise((resolve) => answers.push(resolve)));
    await harness.store(webhook.workspace_id, 20);
    await eventually(() => expect(answers).toHaveLength(10));
    await move(webhook);
    await allAreInMemory(webhook);

    for (const [n, answer] of answers.entries()) answer({ status: n === 0 ? 410 : 200 });

    await eventually(async () => expect(await harness.states(webhook)).toEqual({ failed: 1, succeeded: 19 }));
    expect(harness.receiver.at(`${webhook.path}-moved`)).toHaveLength(10);
    expect(await get(webhook)).toMatchObject({ active: true, disabled_reason: null });
  });

  it('is not switched off for the failures of an address that it has no longer', async () => {
    const webhook = await failing();
    const since = await failedFor100Hours(webhook);
    harness.receiver.behave(`${webhook.path}-moved`, () => ({ status: 500 }));

    await move(webhook);
    harness.clock.travelTo(new Date(since + 120 * HOUR_MS));
    await harness.afterAttempts(webhook, await harness.storeOne(webhook.workspace_id), 1);

    const { active, failing_since } = await get(webhook);
    expect(active).toBe(true);
    expect(failing_since?.getTime()).toBeGreaterThan(since + 99 * HOUR_MS);
  });
});
