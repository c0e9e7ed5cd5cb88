import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuditEvent,
  CreateWebhook,
  DeleteWebhook,
  examples,
  GetDelivery,
  GetWebhook,
  ListDeliveries,
  ListWebhooks,
  pageOf,
  RecoverWebhook,
  RedeliverWebhook,
  RotateWebhookSecret,
  TestWebhook,
  UpdateWebhook,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const { WEBHOOK, CREATED_WEBHOOK, WEBHOOK_INPUT, DELIVERY } = examples;
const at = '2026-04-23T14:00:00.000Z';
const path = `/api/v1/webhooks/${WEBHOOK.id}/`;
let gateway: GatewayHarness;
let key: string;
let workspace_id: string;
let ref: { workspace_id: string; webhook_id: string };
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  ({ api_key: key, workspace_id } = await gateway.createWorkspace());
  ref = { workspace_id, webhook_id: WEBHOOK.id };
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (method: string, url: string, body?: unknown, headers = {}) =>
  gateway.request(method, url, { key, headers, ...(body !== undefined && { body }) });

describe('a webhook', () => {
  it('is created with its defaults; the answer with the secret is kept nowhere', async () => {
    const asked = await gateway.recordRequests(CreateWebhook, CREATED_WEBHOOK);
    const headers = { 'idempotency-key': 'one' };
    const created = await ask('POST', '/api/v1/webhooks/', WEBHOOK_INPUT, headers);

    expect([created.status, await created.json()]).toEqual([201, CREATED_WEBHOOK]);
    expect(asked).toEqual([{ workspace_id, webhook: { ...WEBHOOK_INPUT, format: 'json', active: true } }]);
    const again = await ask('POST', '/api/v1/webhooks/', WEBHOOK_INPUT, headers);
    expect(await problemIn(again)).toMatchObject({ status: 409, code: 'idempotency_answer_not_kept' });
    expect(asked).toHaveLength(1);
  });

  it('is listed, read and changed', async () => {
    await gateway.answer(ListWebhooks, () => ({ results: [WEBHOOK] }));
    await gateway.answer(GetWebhook, () => WEBHOOK);
    const changed = await gateway.recordRequests(UpdateWebhook, { ...WEBHOOK, active: false });

    expect(await (await ask('GET', '/api/v1/webhooks/')).json()).toEqual({ results: [WEBHOOK] });
    expect(await (await ask('GET', path)).json()).toEqual(WEBHOOK);
    expect(await (await ask('PATCH', path, { active: false })).json()).toMatchObject({ active: false });
    expect(changed).toEqual([{ ...ref, changes: { active: false } }]);
  });

  it('changes by If-Match although its figures have moved since', async () => {
    let shown = WEBHOOK;
    await gateway.answer(GetWebhook, () => shown);
    await gateway.answer(UpdateWebhook, () => WEBHOOK);
    const tag = (await ask('GET', path)).headers.get('etag') ?? '';

    shown = { ...WEBHOOK, total_deliveries_30d: 9_999, health_status: 'failing', failing_since: at };
    expect((await ask('PATCH', path, { name: 'Other' }, { 'if-match': tag })).status).toBe(200);
    shown = { ...WEBHOOK, name: 'Changed meanwhile' };
    const outdated = await ask('PATCH', path, { name: 'Other' }, { 'if-match': tag });
    expect(await problemIn(outdated)).toMatchObject({ status: 412, code: 'precondition_failed' });
  });

  it('is tested, gets a new secret, and is deleted', async () => {
    await gateway.answer(TestWebhook, () => ({ delivery_id: DELIVERY.id }));
    await gateway.answer(RotateWebhookSecret, () => examples.ROTATED_WEBHOOK);
    const deleted = await gateway.recordRequests(DeleteWebhook, {});

    expect(await (await ask('POST', `${path}test/`)).json()).toEqual({ delivery_id: DELIVERY.id });
    expect(await (await ask('POST', `${path}rotate-secret/`)).json()).toEqual(examples.ROTATED_WEBHOOK);
    expect((await ask('DELETE', path)).status).toBe(204);
    expect(deleted).toEqual([ref]);
  });

  it.each([
    ['an unknown event', { event_subscriptions: ['campaign.exploded'] }, 'event_subscriptions.0'],
    ['an event twice', { event_subscriptions: ['*', '*'] }, 'event_subscriptions'],
    ['no event', { event_subscriptions: [] }, 'event_subscriptions'],
    ['no address', { url: 'hooks.example.com' }, 'url'],
    ['another protocol', { url: 'ftp://hooks.example.com' }, 'url'],
    ['a header of the connection', { custom_headers: { Host: 'x' } }, 'custom_headers.Host'],
    ['a header of the product', { custom_headers: { 'Webhook-Id': 'x' } }, 'custom_headers.Webhook-Id'],
    ['a header with a line break', { custom_headers: { A: 'x\r\nb: c' } }, 'custom_headers.A'],
    ['a header in two spellings', { custom_headers: { 'X-A': '1', 'x-a': '2' } }, 'custom_headers'],
    [
      'headers that are too long',
      { custom_headers: Object.fromEntries(['A', 'B', 'C', 'D'].map((name) => [name, 'x'.repeat(1_000)])) },
      'custom_headers',
    ],
    ['a secret of the caller', { signing_secret: 'whsec_' }, 'signing_secret'],
  ])('with %s is refused, and its service is not asked', async (_, wrong, field) => {
    const asked = await gateway.recordRequests(CreateWebhook, CREATED_WEBHOOK);
    const refused = await ask('POST', '/api/v1/webhooks/', { ...WEBHOOK_INPUT, ...wrong });
    expect(await problemIn(refused)).toMatchObject({
      code: 'validation_error',
      errors: [expect.objectContaining({ field })],
    });
    expect(asked).toEqual([]);
  });

  it('leaves entries in the audit trail without its URL, its headers and its secret', async () => {
    await gateway.answer(CreateWebhook, () => CREATED_WEBHOOK);
    await gateway.answer(UpdateWebhook, () => WEBHOOK);
    await gateway.answer(RotateWebhookSecret, () => examples.ROTATED_WEBHOOK);
    await gateway.answer(DeleteWebhook, () => ({}));
    await ask('POST', '/api/v1/webhooks/', WEBHOOK_INPUT);
    await ask('PATCH', path, { url: WEBHOOK_INPUT.url, custom_headers: WEBHOOK_INPUT.custom_headers });
    await ask('POST', `${path}rotate-secret/`);
    await ask('DELETE', path);

    const text = await (await ask('GET', '/api/v1/audit-log/?page_size=4')).text();
    const { results } = pageOf(AuditEvent).parse(JSON.parse(text));
    const target = { type: 'webhook', id: WEBHOOK.id };
    expect(results.map((entry) => [entry.action, entry.target, entry.details])).toEqual(
      ['deleted', 'secret_rotated', 'changed', 'created'].map((word) => [`webhook.${word}`, target, {}]),
    );
    for (const secret of ['hooks.example.com', 'outbound', CREATED_WEBHOOK.signing_secret]) {
      expect(text.includes(secret)).toBe(false);
    }
  });
});

describe('the deliveries of a webhook', () => {
  it('are listed by their status, read, and sent again', async () => {
    const listed = await gateway.recordRequests(ListDeliveries, examples.pageWith(DELIVERY));
    const read = await gateway.recordRequests(GetDelivery, examples.DELIVERY_DETAILS);
    await gateway.answer(RedeliverWebhook, () => examples.REDELIVERY);
    const one = `${path}deliveries/${DELIVERY.id}/`;

    const list = await ask('GET', `${path}deliveries/?status=failed,pending`);
    expect(await list.json()).toEqual(examples.pageWith(DELIVERY));
    expect(listed).toEqual([expect.objectContaining({ ...ref, status: ['failed', 'pending'] })]);
    expect(await (await ask('GET', one)).json()).toEqual(examples.DELIVERY_DETAILS);
    expect(read).toEqual([{ ...ref, delivery_id: DELIVERY.id }]);
    expect(await (await ask('POST', `${one}redeliver/`)).json()).toEqual(examples.REDELIVERY);
  });

  it('of a malformed id are not found, and no service is asked', async () => {
    for (const url of [`${path}deliveries/${newId('wh')}/`, '/api/v1/webhooks/wh_1/deliveries/']) {
      expect(await problemIn(await ask('GET', url))).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('that were missed are recovered by a job', async () => {
    const accepted = examples.jobAccepted(examples.RECOVER_JOB.id);
    const asked = await gateway.recordRequests(RecoverWebhook, accepted);
    const answer = await ask('POST', `${path}recover/`, { since: '2026-04-22T02:00:00+02:00' });
    expect([answer.status, await answer.json()]).toEqual([202, accepted]);
    expect(asked).toEqual([{ ...ref, since: '2026-04-22T00:00:00.000Z' }]);
  });
});
