import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CreateWebhook,
  DeleteWebhook,
  GetWebhook,
  ListWebhooks,
  RotateWebhookSecret,
  TestWebhook,
  typesMatching,
  UpdateWebhook,
} from '#contracts';
import { newId, uuidOf, type Id } from '#kernel';
import { refusalOf, useServers } from '#testing';
import { Endpoints, EndpointTargets } from '../src/endpoints/index.js';
import { EndpointRetention } from '../src/endpoints/persistence/endpoint-retention.js';
import { createWebhook, webhookInput } from './webhook-fixtures.js';
import { WebhooksHarness } from './webhooks-harness.js';

const DAY_MS = 24 * 3_600_000;
const servers = useServers();
let webhooks: WebhooksHarness;
beforeAll(async () => {
  webhooks = await WebhooksHarness.start(servers);
});
afterAll(() => webhooks.stop());

const targetOf = async (id: Id<'wh'>) => (await webhooks.service.app.get(EndpointTargets).find([id]))[0];
const storedRow = async (id: Id<'wh'>) =>
  (await webhooks.database.query('select * from endpoint where id = $1', [uuidOf(id)]))[0];
const deliveriesOf = (id: Id<'wh'>) =>
  webhooks.database.query<{ type: string; event_id: string }>(
    'select type, event_id from delivery where endpoint_id = $1 order by event_id',
    [uuidOf(id)],
  );
const disable = async (id: Id<'wh'>, failingSince: Date | null = null) => {
  const url = (await targetOf(id))?.url ?? '';
  return webhooks.database.transaction((tx) =>
    webhooks.service.app.get(Endpoints).disable(tx, id, { reason: 'failing', failingSince, url }),
  );
};

describe('a webhook', () => {
  it('shows its secret once, and keeps it and the headers encrypted', async () => {
    const workspace_id = newId('ws');
    const headers = { Authorization: 'Bearer plain-text' };
    const { signing_secret, ...created } = await createWebhook(webhooks, workspace_id, {
      custom_headers: headers,
    });

    expect(signing_secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
    expect(created).toMatchObject({
      custom_headers: headers,
      format: 'json',
      active: true,
      signing_secret_preview: `whsec_...${signing_secret.slice(-3)}`,
      health_status: 'healthy',
      total_deliveries_30d: 0,
    });
    const ref = { workspace_id, webhook_id: created.id };
    expect(await webhooks.rpc.request(GetWebhook, ref)).toEqual(created);
    expect(await webhooks.rpc.request(ListWebhooks, { workspace_id })).toEqual({ results: [created] });
    const stored = JSON.stringify(await storedRow(created.id));
    expect(stored.includes('plain-text') || stored.includes(signing_secret.slice(6))).toBe(false);
    expect(await targetOf(created.id)).toMatchObject({ opened: { signing: [signing_secret], headers } });
  });

  it('gets the types that its patterns name, also after a change', async () => {
    const workspace_id = newId('ws');
    const { id } = await createWebhook(webhooks, workspace_id, {
      event_subscriptions: ['campaign.*', 'email.sent'],
    });
    expect(await storedRow(id)).toMatchObject({ event_types: typesMatching(['campaign.*', 'email.sent']) });

    const changes = { event_subscriptions: ['*' as const], name: 'All' };
    const changed = await webhooks.rpc.request(UpdateWebhook, { workspace_id, webhook_id: id, changes });
    expect(changed).toMatchObject({ name: 'All', event_subscriptions: ['*'], url: webhookInput().url });
    expect(await storedRow(id)).toMatchObject({ event_types: typesMatching(['*']) });
  });

  it('gets a test event when it is created and when somebody asks, whatever it subscribes to', async () => {
    const workspace_id = newId('ws');
    const { id } = await createWebhook(webhooks, workspace_id);
    await createWebhook(webhooks, workspace_id, { event_subscriptions: ['*'] });
    const ref = { workspace_id, webhook_id: id };
    const { delivery_id } = await webhooks.rpc.request(TestWebhook, ref);

    const deliveries = await deliveriesOf(id);
    expect(deliveries.map(({ type }) => type)).toEqual(['webhook.test', 'webhook.test']);
    expect(deliveries[1]?.event_id).toBe(uuidOf(delivery_id));
  });

  it('that is inactive is not tested', async () => {
    const workspace_id = newId('ws');
    const { id } = await createWebhook(webhooks, workspace_id, { active: false });
    expect(await deliveriesOf(id)).toEqual([]);
    const tested = webhooks.rpc.request(TestWebhook, { workspace_id, webhook_id: id });
    expect(await refusalOf(tested)).toMatchObject({ kind: 'conflict', code: 'webhook_inactive' });
  });

  it('signs with both secrets for a day after a rotation', async () => {
    const workspace_id = newId('ws');
    const { id, signing_secret: old } = await createWebhook(webhooks, workspace_id);
    const ref = { workspace_id, webhook_id: id };
    const rotated = await webhooks.rpc.request(RotateWebhookSecret, ref);
    const until = Date.parse(rotated.previous_secret_valid_until ?? '');

    expect(until - Date.parse(rotated.updated_at)).toBe(DAY_MS);
    expect((await targetOf(id))?.opened?.signing).toEqual([rotated.signing_secret, old]);
    webhooks.clock.advance(DAY_MS);
    expect((await targetOf(id))?.opened?.signing).toEqual([rotated.signing_secret]);
    expect((await webhooks.rpc.request(GetWebhook, ref)).previous_secret_valid_until).toBeNull();

    await webhooks.service.app.get(EndpointRetention).cleanUp(webhooks.clock.now());
    expect(await storedRow(id)).toMatchObject({ previous_encrypted_secret: null });
  });

  it('of another workspace is not found', async () => {
    const { id: webhook_id } = await createWebhook(webhooks, newId('ws'));
    const ref = { workspace_id: newId('ws'), webhook_id };
    const asked = [
      () => webhooks.rpc.request(GetWebhook, ref),
      () => webhooks.rpc.request(UpdateWebhook, { ...ref, changes: { active: false } }),
      () => webhooks.rpc.request(DeleteWebhook, ref),
      () => webhooks.rpc.request(TestWebhook, ref),
      () => webhooks.rpc.request(RotateWebhookSecret, ref),
    ];
    for (const ask of asked) expect(await refusalOf(ask())).toMatchObject({ code: 'not_found' });
  });
});

describe('a deleted webhook', () => {
  it('is gone with its secrets, its queue and its figures, and its row after its deliveries', async () => {
    const workspace_id = newId('ws');
    const { id } = await createWebhook(webhooks, workspace_id, { custom_headers: { 'X-Key': 'k' } });
    const ref = { workspace_id, webhook_id: id };
    await webhooks.rpc.request(DeleteWebhook, ref);

    expect(await webhooks.rpc.request(ListWebhooks, { workspace_id })).toEqual({ results: [] });
    expect(await refusalOf(webhooks.rpc.request(DeleteWebhook, ref))).toMatchObject({ code: 'not_found' });
    expect(await targetOf(id)).toBeUndefined();
    expect(await storedRow(id)).toMatchObject({ encrypted_secret: null, encrypted_headers: null });
    const queues = 'select from delivery_queue where endpoint_id = $1';
    expect(await webhooks.database.query(queues, [uuidOf(id)])).toEqual([]);

    const retention = webhooks.service.app.get(EndpointRetention);
    const now = webhooks.clock.now().getTime();
    await retention.cleanUp(new Date(now + 30 * DAY_MS));
    expect(await storedRow(id)).toBeDefined();
    await retention.cleanUp(new Date(now + 32 * DAY_MS));
    expect(await storedRow(id)).toBeUndefined();
  });
});

describe('the limit of 20 active webhooks', () => {
  it('holds when 30 are created at once, and for one that is switched on', async () => {
    const workspace_id = newId('ws');
    const created = await Promise.allSettled(
      Array.from({ length: 30 }, () =>
        webhooks.rpc.request(CreateWebhook, { workspace_id, webhook: webhookInput() }),
      ),
    );
    const refused = created.filter((each) => each.status === 'rejected');
    expect(refused).toHaveLength(10);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'too_many_webhooks' });

    const spare = await createWebhook(webhooks, workspace_id, { active: false });
    const on = { workspace_id, webhook_id: spare.id, changes: { active: true } };
    expect(await refusalOf(webhooks.rpc.request(UpdateWebhook, on))).toMatchObject({
      code: 'too_many_webhooks',
    });
    const [first] = (await webhooks.rpc.request(ListWebhooks, { workspace_id })).results.slice(-1);
    await webhooks.rpc.request(DeleteWebhook, { workspace_id, webhook_id: first?.id ?? spare.id });
    expect(await webhooks.rpc.request(UpdateWebhook, on)).toMatchObject({ active: true });
  });
});

describe('a webhook that is disabled', () => {
  it('says why, tells the other ones without its path, and is as good as new when it is switched on', async () => {
    const workspace_id = newId('ws');
    const listener = await createWebhook(webhooks, workspace_id, { event_subscriptions: ['webhook.*'] });
    // Created inactive it has no test event, so that no attempt of a sender moves its health.
    const { id } = await createWebhook(webhooks, workspace_id, { name: 'Broken', active: false });
    await webhooks.database.query('update endpoint set active = true where id = $1', [uuidOf(id)]);
    const ref = { workspace_id, webhook_id: id };
    const since = new Date(webhooks.clock.now().getTime() - 5 * DAY_MS);
    const failing = 'update delivery_queue set failing_since = $2 where endpoint_id = $1';
    await webhooks.database.query(failing, [uuidOf(id), since]);

    expect(await disable(id, since)).toBe(true);
    expect(await disable(id, since)).toBe(false);
    expect(await webhooks.rpc.request(GetWebhook, ref)).toMatchObject({
      active: false,
      health_status: 'disabled',
      disabled_reason: 'failing',
      failing_since: since.toISOString(),
    });
    const told = (await deliveriesOf(listener.id)).filter(({ type }) => type === 'webhook.disabled');
    expect(told).toHaveLength(1);
    const [event] = await webhooks.database.query<{ data: object }>('select data from event where id = $1', [
      told[0]?.event_id,
    ]);
    expect(event?.data).toMatchObject({ webhook_name: 'Broken', host: '127.0.0.1', reason: 'failing' });
    expect(JSON.stringify(event?.data).includes('/hook')).toBe(false);

    const changes = { active: true };
    expect(await webhooks.rpc.request(UpdateWebhook, { ...ref, changes })).toMatchObject({
      active: true,
      health_status: 'healthy',
      disabled_reason: null,
      failing_since: null,
    });
  });
});

describe('the figures of a webhook', () => {
  it('are those of the last 24 hours and of the last 30 days', async () => {
    const workspace_id = newId('ws');
    const { id } = await createWebhook(webhooks, workspace_id, { active: false });
    const now = webhooks.clock.now().getTime();
    for (const [hoursAgo, attempts, successes, given_up] of [
      [1, 8, 6, 1],
      [25, 100, 90, 2],
      [31 * 24, 1_000, 1_000, 50],
    ] as const) {
      await webhooks.database.query('insert into delivery_figure values ($1, $2, $3, $4, $5)', [
        uuidOf(id),
        new Date(now - hoursAgo * 3_600_000),
        attempts,
        successes,
        given_up,
      ]);
    }
    expect(await webhooks.rpc.request(GetWebhook, { workspace_id, webhook_id: id })).toMatchObject({
      delivery_success_rate_24h: 0.75,
      total_deliveries_30d: 99,
      failed_deliveries_30d: 3,
    });
  });
});
