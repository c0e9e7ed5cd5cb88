import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  GetWebhooksJob,
  ListDeliveries,
  RecoverWebhook,
  RedeliverWebhook,
  type DeliveryStatus,
  type JobView,
} from '#contracts';
import { newId, uuidOf } from '#kernel';
import { eventually, refusalOf, useServers } from '#testing';
import { PublicEvents } from '../src/public-events/index.js';
import { eventIdAt, publicEvent } from './public-event-fixtures.js';
import { SendingHarness } from './sending-harness.js';
import type { TestWebhook } from './sending-seed.js';

const servers = useServers();
let harness: SendingHarness;
beforeAll(async () => {
  harness = await SendingHarness.start(servers);
});
afterAll(() => harness.stop());

const refOf = ({ workspace_id, id }: TestWebhook) => ({ workspace_id, webhook_id: id });

async function recover(webhook: TestWebhook, since: Date): Promise<JobView> {
  const ref = refOf(webhook);
  const { job_id } = await harness.rpc.request(RecoverWebhook, { ...ref, since: since.toISOString() });
  return eventually(async () => {
    const job = await harness.rpc.request(GetWebhooksJob, { workspace_id: ref.workspace_id, job_id });
    expect(job.status).toBe('succeeded');
    return job;
  });
}

/** As after eight failed attempts. */
const giveUp = async (webhook: TestWebhook, eventIds: readonly string[]): Promise<void> => {
  await harness.database.query(
    `update delivery set status = 'failed', tries = 8, next_attempt_at = null
     where endpoint_id = $1 and event_id = any ($2::uuid[])`,
    [uuidOf(webhook.id), eventIds.map(uuidOf)],
  );
};

const list = (webhook: TestWebhook, status?: DeliveryStatus[], cursor?: string) =>
  harness.rpc.request(ListDeliveries, { ...refOf(webhook), page_size: 4, status, cursor });

describe('the recovery of a webhook', () => {
  it('delivers what had failed and what came while it was off, and nothing that had succeeded', async () => {
    const webhook = await harness.webhook({ subscriptions: ['contact.*'] });
    const { workspace_id } = webhook;
    const early = await harness.store(workspace_id, 3);
    await eventually(async () => expect(await harness.states(webhook)).toEqual({ succeeded: 3 }));
    await giveUp(
      webhook,
      early.map(({ id }) => id),
    );
    harness.clock.advance(1_000);
    const since = harness.clock.now();
    const good = await harness.store(workspace_id, 5);
    const bad = await harness.store(workspace_id, 4);
    await eventually(async () => expect((await harness.states(webhook))['succeeded']).toBe(9));
    await giveUp(
      webhook,
      bad.map(({ id }) => id),
    );
    await harness.switch(webhook, false);
    const missed = await harness.store(workspace_id, 2_100);
    await harness.store(workspace_id, 2, 'campaign.created'); // it does not subscribe to these
    await harness.store(newId('ws'), 2);
    const ref = { ...refOf(webhook), since: since.toISOString() };
    expect(await refusalOf(harness.rpc.request(RecoverWebhook, ref))).toMatchObject({
      kind: 'conflict',
      code: 'webhook_inactive',
    });
    await harness.switch(webhook, true);
    const before = harness.receiver.at(webhook.path).length;

    const job = await recover(webhook, since);
    expect(job).toMatchObject({ type: 'recover', result: { failed: 4, missed: 2_100 } });
    expect(job.progress).toMatchObject({ done: 2_111, total: 2_111, percent: 100 });
    await eventually(async () =>
      expect(await harness.states(webhook)).toEqual({ succeeded: 2_109, failed: 3 }),
    );
    const again = harness.receiver.at(webhook.path).slice(before);
    expect(again.map(({ headers }) => String(headers['webhook-id'])).toSorted()).toEqual(
      [...bad, ...missed].map(({ id }) => id).toSorted(),
    );
    expect(again).toHaveLength(2_104);
    expect(good).toHaveLength(5);
  });

  it('delivers nothing that happened before the webhook was made, and no test of another one', async () => {
    const workspaceId = newId('ws');
    await harness.store(workspaceId, 2);
    const since = harness.clock.now();
    harness.clock.advance(1_000);
    const webhook = await harness.webhook({ workspaceId });
    await harness.switch(webhook, false);
    await harness.store(workspaceId, 1, 'webhook.test');
    await harness.switch(webhook, true);
    expect(await recover(webhook, new Date(since.getTime() - 3_600_000))).toMatchObject({
      result: { failed: 0, missed: 0 },
    });
    expect(await harness.states(webhook)).toEqual({});
  });

  it('delivers what happened earlier and was stored while the webhook was off', async () => {
    const webhook = await harness.webhook();
    const { workspace_id } = webhook;
    const happened = harness.clock.now();
    harness.clock.advance(3_600_000);
    const since = harness.clock.now();
    await harness.switch(webhook, false);
    const late = publicEvent({
      workspace_id,
      id: eventIdAt(happened),
      created_at: happened.toISOString(),
    });
    await harness.replica.app.get(PublicEvents).add([late]);
    await harness.switch(webhook, true);

    expect(await recover(webhook, since)).toMatchObject({ result: { failed: 0, missed: 1 } });
    await eventually(() => expect(harness.receiver.eventsAt(webhook.path)).toEqual([late.id]));
  });

  it('since an earlier time is a job of its own while one since a later time is under way', async () => {
    const webhook = await harness.webhook();
    const now = harness.clock.now();
    const open = async (since: Date): Promise<string> => {
      const request = { ...refOf(webhook), since: since.toISOString() };
      return (await harness.rpc.request(RecoverWebhook, request)).job_id;
    };
    const early = new Date(now.getTime() - 3_600_000);
    await harness.database.transaction(async (tx) => {
      await tx.query('lock table delivery in share mode'); // no part can be stored
      const [job, earlier, same] = [await open(now), await open(early), await open(early)];
      expect(earlier).not.toBe(job);
      expect(same).toBe(earlier);
    });
  });

  it('is done when there is nothing', async () => {
    const webhook = await harness.webhook();
    expect(await recover(webhook, harness.clock.now())).toMatchObject({ progress: { percent: 100 } });
  });
});

describe('the log of deliveries', () => {
  it('shows the newest first, page by page and by state, of its own workspace alone', async () => {
    const webhook = await harness.webhook();
    const events = await harness.store(webhook.workspace_id, 6);
    await eventually(async () => expect(await harness.states(webhook)).toEqual({ succeeded: 6 }));
    const ids = events.map(({ id }) => id).toReversed();
    await giveUp(webhook, ids.slice(0, 2));

    const first = await list(webhook);
    const second = await list(webhook, undefined, String(first.next_cursor));
    expect([...first.results, ...second.results].map(({ id }) => id)).toEqual(ids);
    expect((await list(webhook, ['failed'])).results.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await list(webhook, ['pending'])).results).toEqual([]);
    expect((await list(webhook, ['succeeded', 'failed'])).has_more).toBe(true);
    const foreign = { ...webhook, workspace_id: newId('ws') };
    expect(await refusalOf(list(foreign))).toMatchObject({ code: 'not_found' });
  });
});

describe('a delivery that is started again', () => {
  it('is sent at once, whatever its state, and keeps its log', async () => {
    const webhook = await harness.webhook();
    const event = await harness.storeOne(webhook.workspace_id);
    await harness.afterAttempts(webhook, event, 1);
    const ref = { ...refOf(webhook), delivery_id: event.id };
    expect(await harness.rpc.request(RedeliverWebhook, ref)).toMatchObject({
      id: event.id,
      status: 'pending',
    });
    const delivery = await harness.afterAttempts(webhook, event, 2);
    expect(delivery.status).toBe('succeeded');
    expect(harness.receiver.at(webhook.path)).toHaveLength(2);
  });

  it('needs a webhook that is on, and one of the workspace', async () => {
    const webhook = await harness.webhook();
    const event = await harness.storeOne(webhook.workspace_id);
    await harness.afterAttempts(webhook, event, 1);
    const ref = { ...refOf(webhook), delivery_id: event.id };
    const foreign = { ...ref, workspace_id: newId('ws') };
    expect(await refusalOf(harness.rpc.request(RedeliverWebhook, foreign))).toMatchObject({
      code: 'not_found',
    });
    const unknown = { ...ref, delivery_id: newId('evt') };
    expect(await refusalOf(harness.rpc.request(RedeliverWebhook, unknown))).toMatchObject({
      code: 'not_found',
    });
    await harness.switch(webhook, false);
    expect(await refusalOf(harness.rpc.request(RedeliverWebhook, ref))).toMatchObject({
      code: 'webhook_inactive',
    });
  });
});
