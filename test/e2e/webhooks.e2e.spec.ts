import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { CreatedWebhook, DeliveryListItem, DeliveryView, pageOf, PublicEvent, WebhookView } from '#contracts';
import { eventually } from '#testing';
import type { RestClient } from '../../apps/standalone/src/demo/rest-client.js';
import { call } from '../support/call.js';
import { createWorkspace } from '../support/campaign-fixtures.js';
import { compile, findPython } from '../support/generated-clients.js';
import { useSystem } from '../support/use-system.js';
import { ExampleReceiver, Receiver, type Received } from '../support/webhook-receivers.js';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const Tested = z.object({ delivery_id: z.string() });

const system = useSystem({ environment: () => ({ ALLOW_PRIVATE_NETWORKS: 'true' }) });
let rest: RestClient;
let receiver: Receiver;
let created: CreatedWebhook;
beforeEach(async () => {
  rest = await createWorkspace(system.baseUrl);
  receiver = await Receiver.start();
  created = await rest.post(CreatedWebhook, 'webhooks/', {
    name: 'Warehouse',
    url: receiver.url,
    event_subscriptions: ['contact.*'],
    custom_headers: { 'X-Team': 'outbound' },
  });
});
afterEach(() => receiver.stop());

/** The requests about an event, once there are so many of them. */
const requestsAbout = (id: string, count = 1): Promise<Received[]> =>
  eventually(() => {
    const about = receiver.received.filter(({ headers }) => headers['webhook-id'] === id);
    expect(about.length).toBeGreaterThanOrEqual(count);
    return about;
  });

const aTest = async (): Promise<Received> => {
  const { delivery_id } = await rest.post(Tested, `webhooks/${created.id}/test/`);
  const [request] = await requestsAbout(delivery_id);
  return z.custom<Received>((value) => value !== undefined).parse(request);
};

const verified = ({ body, headers }: Received, secret: string): PublicEvent =>
  PublicEvent.parse(new Webhook(secret).verify(body, headers));

describe('a webhook', () => {
  it('gets a signed test event when it is created, and an event when something happens', async () => {
    const first = await eventually(() => z.custom<Received>(Boolean).parse(receiver.received[0]));
    expect(verified(first, created.signing_secret)).toMatchObject({
      type: 'webhook.test',
      data: { webhook_id: created.id },
    });
    expect(first.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'Nimbus-Webhooks/1',
      'x-team': 'outbound',
    });

    await call(rest, 'POST', 'contacts/', { email: 'ada@example.com' });
    await eventually(() => {
      const types = receiver.received.map((request) => verified(request, created.signing_secret).type);
      expect(types).toContain('contact.created');
    });
  });

  it('is signed with both secrets after a rotation', async () => {
    const rotated = await rest.post(CreatedWebhook, `webhooks/${created.id}/rotate-secret/`);
    const request = await aTest();
    for (const secret of [created.signing_secret, rotated.signing_secret]) {
      expect(verified(request, secret).type).toBe('webhook.test');
    }
  });

  it('logs each delivery without secrets, and gets one again on request', async () => {
    receiver.status = 500;
    const { delivery_id } = await rest.post(Tested, `webhooks/${created.id}/test/`);
    await requestsAbout(delivery_id);
    const path = `webhooks/${created.id}/deliveries/`;
    const failed = await eventually(async () => {
      const delivery = await rest.get(DeliveryView, `${path}${delivery_id}/`);
      expect(delivery.attempts.length).toBeGreaterThan(0);
      return delivery;
    });
    expect(failed.attempts[0]).toMatchObject({ status_code: 500 });
    expect(failed.request.headers).toMatchObject({ 'X-Team': '***' });
    expect(JSON.stringify(failed).includes(created.signing_secret)).toBe(false);

    receiver.status = 204;
    await rest.post(DeliveryListItem, `${path}${delivery_id}/redeliver/`);
    await eventually(async () => {
      const { results } = await rest.get(pageOf(DeliveryListItem), `${path}?status=succeeded`);
      expect(results.map(({ id }) => id)).toContain(delivery_id);
    });
    await eventually(async () => {
      const webhook = await rest.get(WebhookView, `webhooks/${created.id}/`);
      expect(webhook).toMatchObject({ health_status: 'healthy', last_delivery_at: expect.any(String) });
    });
  });

  it('of another workspace is not found', async () => {
    const stranger = await createWorkspace(system.baseUrl);
    for (const path of ['', 'deliveries/']) {
      expect((await call(stranger, 'GET', `webhooks/${created.id}/${path}`)).status).toBe(404);
    }
    expect((await call(stranger, 'POST', `webhooks/${created.id}/test/`)).status).toBe(404);
  });
});

describe('the examples that receive webhooks', () => {
  const withLibrary = findPython('standardwebhooks==1.1.0');
  const plain = findPython('hmac');
  let folder: string | undefined;
  let started: ExampleReceiver[] = [];
  afterEach(async () => {
    for (const example of started) await example.stop();
    if (folder !== undefined) await rm(folder, { recursive: true });
    started = [];
    folder = undefined;
  });

  const compiled = async (): Promise<string[]> => {
    folder = await mkdtemp(join(tmpdir(), 'nimbus-examples-'));
    await symlink(at('node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const source = at('docs/examples/typescript/receive-webhooks.ts');
    expect(await compile(folder, ['--outDir', folder, source])).toEqual([]);
    return [process.execPath, join(folder, 'receive-webhooks.js')];
  };
  const python = (program: string | undefined, file: string) => async (): Promise<string[]> => [
    program ?? '',
    at(`docs/examples/python/${file}`),
  ];
  const EXAMPLES = [
    { name: 'TypeScript', here: true, command: compiled },
    {
      name: 'Python',
      here: plain !== undefined,
      command: python(plain, 'receive_webhooks.py'),
    },
    {
      name: 'Python with a library',
      here: withLibrary !== undefined,
      command: python(withLibrary, 'receive_webhooks_with_library.py'),
    },
  ];

  describe.each(EXAMPLES)('in $name', ({ here, command }) => {
    (here ? it : it.skip)('take what is signed by their secret, and nothing else', async () => {
      const before = await aTest();
      const { signing_secret: next } = await rest.post(
        CreatedWebhook,
        `webhooks/${created.id}/rotate-secret/`,
      );
      const after = await aTest();
      const run = await command();
      const [old, rotated] = [
        await ExampleReceiver.start(run, created.signing_secret),
        await ExampleReceiver.start(run, next),
      ];
      started = [old, rotated];

      expect([await old.answerTo(before), await old.answerTo(after)]).toEqual([204, 204]);
      expect([await rotated.answerTo(before), await rotated.answerTo(after)]).toEqual([400, 204]);
      expect(await old.answerTo({ ...before, body: before.body.replace('test', 'best') })).toBe(400);
      const stale = { ...before.headers, 'webhook-timestamp': '1700000000' };
      expect(await old.answerTo({ ...before, headers: stale })).toBe(400);
      await eventually(() =>
        expect(old.printed.map(({ type }) => type)).toEqual(['webhook.test', 'webhook.test']),
      );
    });
  });
});
