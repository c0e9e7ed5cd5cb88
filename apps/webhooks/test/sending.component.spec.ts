import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newId, uuidOf } from '#kernel';
import { eventually, useServers } from '#testing';
import { SendingHarness } from './sending-harness.js';
import type { TestWebhook } from './sending-seed.js';

const servers = useServers();
let harness: SendingHarness;
beforeAll(async () => {
  harness = await SendingHarness.start(servers);
});
afterAll(() => harness.stop());

const arrived = (webhook: TestWebhook, count: number): Promise<void> =>
  eventually(() => expect(harness.receiver.eventsAt(webhook.path)).toHaveLength(count));

describe('an event', () => {
  it('arrives as documented, signed for the official library, with the headers of the webhook', async () => {
    const webhook = await harness.webhook({ headers: { Authorization: 'Bearer sesame', 'x-team': 'sales' } });
    const event = await harness.storeOne(webhook.workspace_id);
    await arrived(webhook, 1);

    const [request] = harness.receiver.at(webhook.path);
    if (request === undefined) throw new Error('it has arrived');
    const { id, type, created_at, workspace_id, data } = event;
    expect(JSON.parse(request.body)).toEqual({ id, type, created_at, workspace_id, data });
    expect(Object.keys(JSON.parse(request.body))).toEqual([
      'id',
      'type',
      'created_at',
      'workspace_id',
      'data',
    ]);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Nimbus-Webhooks/1',
      authorization: 'Bearer sesame',
      'x-team': 'sales',
      'webhook-id': event.id,
    });
    const signed = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    expect(new Webhook(webhook.secret).verify(request.body, signed)).toMatchObject({ id: event.id });
  });

  it('is in the log with its request, its answer and its time, without what is secret', async () => {
    const webhook = await harness.webhook({ headers: { authorization: 'Bearer sesame' } });
    harness.receiver.behave(webhook.path, () => ({ status: 201, body: `taken\0${'x'.repeat(70_000)}` }));
    const event = await harness.storeOne(webhook.workspace_id);
    const delivery = await harness.afterAttempts(webhook, event, 1);

    expect(delivery).toMatchObject({ status: 'succeeded', next_attempt_at: null, event_type: event.type });
    const [attempt] = delivery.attempts;
    expect(attempt).toMatchObject({ status_code: 201, error: null });
    expect(attempt?.response_body).toBe(`taken${'x'.repeat(1_994)}`);
    expect(delivery.request).toMatchObject({
      url: harness.receiver.url + webhook.path,
      headers: { authorization: '***', 'webhook-id': event.id },
      body: harness.receiver.at(webhook.path)[0]?.body,
    });
    expect(delivery.request.headers).not.toHaveProperty('webhook-signature');
    expect(JSON.stringify(delivery)).not.toContain('sesame');
  });
});

describe('a webhook', () => {
  it('that hangs, answers slowly, fails or closes the connection delays no other', async () => {
    const bad = await Promise.all(
      Array.from({ length: 4 }, () => harness.webhook({ subscriptions: ['contact.*'] })),
    );
    const [hanging, slow, failing, dropping] = bad;
    if (!hanging || !slow || !failing || !dropping) throw new Error('four webhooks');
    harness.receiver.behave(hanging.path, () => 'hang');
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    harness.receiver.behave(slow.path, async () => {
      await released;
      return { status: 500 };
    });
    harness.receiver.behave(failing.path, () => ({ status: 500 }));
    harness.receiver.behave(dropping.path, () => 'drop');
    const healthy = await harness.webhook();
    for (const webhook of bad) await harness.store(webhook.workspace_id, 50);
    await eventually(() => expect(harness.receiver.peakAt(slow.path)).toBe(10));

    await harness.store(healthy.workspace_id, 300);
    await arrived(healthy, 300);
    expect(harness.receiver.at(slow.path)).toHaveLength(10); // none of them has been answered yet
    expect(harness.receiver.peakAt(hanging.path)).toBeLessThanOrEqual(10);
    release();
    await eventually(() => expect(harness.receiver.eventsAt(slow.path)).toHaveLength(50));
    expect(harness.receiver.peakAt(slow.path)).toBe(10);
  });

  it('gets one request at a time while all of them time out, and ten at once again after a success', async () => {
    const webhook = await harness.webhook();
    let isHanging = true;
    harness.receiver.behave(webhook.path, () => (isHanging ? 'hang' : {}));
    await harness.store(webhook.workspace_id, 40);
    // Ten hang, and each of them is followed by another one before all ten have timed out.
    await eventually(() => expect(harness.receiver.at(webhook.path)).toHaveLength(22));
    expect(harness.receiver.at(webhook.path)[21]).toMatchObject({ atOnce: 1 });
    isHanging = false;
    harness.clock.advance(60_000);
    await arrived(webhook, 40);
  });

  it('gets every event and at most ten at once while replicas come and go', async () => {
    const second = await harness.startReplica();
    const webhook = await harness.webhook();
    harness.receiver.behave(webhook.path, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return {};
    });
    const events = await harness.store(webhook.workspace_id, 500);
    await eventually(() => expect(harness.receiver.eventsAt(webhook.path).length).toBeGreaterThan(50));
    const third = await harness.startReplica();
    await harness.stopReplica(second);
    events.push(...(await harness.store(webhook.workspace_id, 500)));
    await arrived(webhook, 1_000);

    expect(harness.receiver.eventsAt(webhook.path).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
    expect(harness.receiver.peakAt(webhook.path)).toBeLessThanOrEqual(10);
    await harness.stopReplica(third);
  });

  it('is given back when its process ends', async () => {
    const second = await harness.startReplica();
    const webhooks = await Promise.all(Array.from({ length: 10 }, () => harness.webhook()));
    for (const { workspace_id } of webhooks) await harness.store(workspace_id, 5);
    await Promise.all(webhooks.map((webhook) => arrived(webhook, 5)));
    const holders = async (): Promise<Set<string | null>> => {
      const ids = webhooks.map(({ id }) => uuidOf(id));
      const rows = await harness.database.query<{ holder: string | null }>(
        'select holder from delivery_queue where endpoint_id = any ($1::uuid[])',
        [ids],
      );
      return new Set(rows.map(({ holder }) => holder));
    };
    await harness.stopReplica(second);
    await eventually(async () => expect(await holders()).toEqual(new Set([null])));
  });

  it('that is switched off gets nothing more, and what waited once it is on again', async () => {
    const webhook = await harness.webhook();
    await harness.switch(webhook, false);
    await harness.store(webhook.workspace_id, 3);
    expect(await harness.states(webhook)).toEqual({});
    await harness.switch(webhook, true);
    harness.receiver.behave(webhook.path, () => ({ status: 503 }));
    const event = await harness.storeOne(webhook.workspace_id);
    await harness.afterAttempts(webhook, event, 1);
    await harness.switch(webhook, false);
    harness.clock.advance(60_000);
    const other = await harness.webhook({ workspaceId: webhook.workspace_id });
    await harness.storeOne(webhook.workspace_id);
    await arrived(other, 1);
    expect(harness.receiver.at(webhook.path)).toHaveLength(1);

    harness.receiver.behave(webhook.path, () => ({}));
    await harness.switch(webhook, true);
    await eventually(async () => expect(await harness.states(webhook)).toEqual({ succeeded: 1 }));
  });
});

describe('a webhook of Slack', () => {
  it('gets no second message within a second when its process gives it back between two events', async () => {
    const webhook = await harness.webhook({ format: 'slack', workspaceId: newId('ws') });
    const isHeld = async (): Promise<boolean> => {
      const [queue] = await harness.database.query<{ is_held: boolean }>(
        'select holder is not null as is_held from delivery_queue where endpoint_id = $1',
        [uuidOf(webhook.id)],
      );
      return queue?.is_held === true;
    };
    // A process gives back every five seconds: some of these pauses of more than a second have that within them.
    for (let count = 1; count <= 10; count += 1) {
      await harness.storeOne(webhook.workspace_id);
      await eventually(() => expect(harness.receiver.at(webhook.path)).toHaveLength(count));
      const arrivedAt = performance.now();
      await eventually(async () =>
        expect((await isHeld()) && performance.now() < arrivedAt + 1_100).toBe(false),
      );
    }

    const times = harness.receiver.at(webhook.path).map(({ arrivedAt }) => arrivedAt);
    for (const [n, time] of times.slice(1).entries()) {
      expect(time - Number(times[n])).toBeGreaterThanOrEqual(1_000);
    }
  });

  it('gets one message a second, in which all that waits is folded', async () => {
    const webhook = await harness.webhook({ format: 'slack', workspaceId: newId('ws') });
    await harness.store(webhook.workspace_id, 1);
    await eventually(() => expect(harness.receiver.at(webhook.path)).toHaveLength(1));
    await harness.store(webhook.workspace_id, 42);
    await eventually(async () => expect(await harness.states(webhook)).toEqual({ succeeded: 43 }));

    const requests = harness.receiver.at(webhook.path);
    expect(requests.length).toBeLessThan(10);
    for (const [n, request] of requests.entries()) {
      const before = requests[n - 1];
      if (before !== undefined) expect(request.arrivedAt - before.arrivedAt).toBeGreaterThanOrEqual(1_000);
      expect(JSON.parse(request.body)).toMatchObject({ text: expect.any(String), blocks: expect.any(Array) });
      expect(request.headers).not.toHaveProperty('webhook-signature');
    }
  });
});
