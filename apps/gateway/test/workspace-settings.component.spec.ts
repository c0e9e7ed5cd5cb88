import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { WorkspaceChanged, type DataOf } from '#contracts';
import { DnsServer, eventually, useServers } from '#testing';
import { signLinkToken, signOpenToken, signUnsubscribeToken } from '#tracking';
import { aTrackedMessage } from './campaign-fixtures.js';
import { GatewayHarness, problemIn, TRACKING_SECRET } from './gateway-harness.js';
import { requestAt } from './request-at.js';

type Changed = { workspaceid: string; data: DataOf<typeof WorkspaceChanged> };

const servers = useServers();
const changed: Changed[] = [];
let dns: DnsServer;
let gateway: GatewayHarness;
let key: string;
let workspaceId: string;
let domain: string;
beforeAll(async () => {
  dns = await DnsServer.start();
  dns.zone.set('api.example.com', { type: 'A', value: '192.0.2.1' });
  gateway = await GatewayHarness.start(servers, { dnsServers: [dns.address] });
  gateway.nats.connection.subscribe(WorkspaceChanged.subject, {
    callback: (_, message) => void changed.push(...message.json<Changed[]>()),
  });
  await gateway.nats.connection.flush();
});
beforeEach(async () => {
  ({ api_key: key, workspace_id: workspaceId } = await gateway.createWorkspace());
  domain = `links-${randomBytes(4).toString('hex')}.acme.example`;
});
afterAll(async () => {
  await gateway.stop();
  dns.stop();
});

const ask = (method: string, body?: object, by = key) =>
  gateway.request(method, '/api/v1/workspace/', { key: by, ...(body && { body }) });
const Settings = z.record(z.string(), z.unknown());
const patch = async (body: object) => Settings.parse(await (await ask('PATCH', body)).json());
const settings = async () => Settings.parse(await (await ask('GET')).json());
const told = () => changed.filter(({ workspaceid }) => workspaceid === workspaceId).map(({ data }) => data);
const fieldsOf = async (response: Response) =>
  (await problemIn(response)).errors?.map(({ field, code }) => [field, code]);

/** Asks for checks until the domain has a state. */
const becomes = (tracking_domain_status: string) =>
  eventually(async () => {
    expect(await patch({ tracking_domain: domain })).toMatchObject({ tracking_domain_status });
  });

describe('the settings of a workspace', () => {
  it('are told to other services with a rising version, from its creation on', async () => {
    await patch({ footer: 'Leave: {{ unsubscribe_url }}', postal_address: 'Acme, Berlin' });
    await patch({ footer: null });
    const address = { postal_address: 'Acme, Berlin', tracking_domain: null };
    await eventually(() =>
      expect(told()).toEqual([
        { version: 1, footer: null, postal_address: null, tracking_domain: null },
        { version: 2, footer: 'Leave: {{ unsubscribe_url }}', ...address },
        { version: 3, footer: null, ...address },
      ]),
    );
    expect(await settings()).toMatchObject({ footer: null, postal_address: 'Acme, Berlin', name: 'Tests' });
  });

  it('are no templates: a footer has the link, or no tag at all', async () => {
    for (const footer of ['', 'Bye', '{{unsubscribe_url}} and {{- unsubscribe_url -}}'])
      expect(await patch({ footer })).toMatchObject({ footer });
    for (const footer of [
      '{{ email }}',
      '{% if a %}',
      '{{ unsubscribe_url | upcase }}',
      '{{ unsubscribe_url }',
    ])
      expect(await fieldsOf(await ask('PATCH', { footer }))).toEqual([['footer', 'malformed_template']]);
    expect(await fieldsOf(await ask('PATCH', { footer: 'x'.repeat(2_001) }))).toEqual([
      ['footer', 'too_long'],
    ]);
  });

  it('of two changes at once are all there', async () => {
    await Promise.all([patch({ footer: 'A' }), patch({ postal_address: 'B' }), patch({ name: 'C' })]);
    expect(await settings()).toMatchObject({ footer: 'A', postal_address: 'B', name: 'C' });
    await eventually(() => expect(told().map(({ version }) => version)).toEqual([1, 2, 3, 4]));
  });
});

describe('a tracking domain', () => {
  it('is checked at once, used once its CNAME leads here, and told to other services then', async () => {
    dns.zone.set(domain, { type: 'CNAME', value: 'api.example.com' });
    expect(await patch({ tracking_domain: domain.toUpperCase() })).toMatchObject({
      tracking_domain: domain,
      tracking_domain_status: 'pending',
      tracking_domain_target: 'api.example.com',
      tracking_domain_checked_at: null,
    });
    await eventually(async () => {
      expect(await settings()).toMatchObject({
        tracking_domain_status: 'active',
        tracking_domain_problem: null,
        tracking_domain_checked_at: expect.any(String),
      });
    });
    await eventually(() => expect(told().map((each) => each.tracking_domain)).toEqual([null, null, domain]));
  });

  it('is used with the addresses of this host too', async () => {
    dns.zone.set(domain, { type: 'A', value: '192.0.2.1' });
    await patch({ tracking_domain: domain });
    await becomes('active');
  });

  it('says what is wrong, is not used after three failures in a row, and is used again later', async () => {
    dns.zone.set(domain, { type: 'CNAME', value: 'api.example.com' });
    await patch({ tracking_domain: domain });
    await becomes('active');
    dns.zone.set(domain, { type: 'A', value: '198.51.100.7' });
    await becomes('failed');
    expect(await settings()).toMatchObject({
      tracking_domain_problem: expect.stringContaining('CNAME has to be api.example.com'),
    });
    await eventually(() => expect(told().at(-1)?.tracking_domain).toBeNull());

    dns.zone.set(domain, { type: 'CNAME', value: 'api.example.com' });
    await becomes('active');
    await eventually(() => expect(told().at(-1)?.tracking_domain).toBe(domain));
  });

  it('is as it was while no name server answers', async () => {
    dns.zone.set(domain, { type: 'CNAME', value: 'api.example.com' });
    await patch({ tracking_domain: domain });
    await becomes('active');
    dns.zone.set(domain, 'silent').set('api.example.com', 'silent');
    gateway.clock.advance(60_000);
    const before = await patch({ tracking_domain: domain });
    await eventually(async () => {
      const { tracking_domain_checked_at } = before;
      expect(await settings()).not.toMatchObject({ tracking_domain_checked_at });
    });
    expect(await settings()).toMatchObject({ tracking_domain_status: 'active' });
    dns.zone.set('api.example.com', { type: 'A', value: '192.0.2.1' });
  });

  it('belongs to one workspace, and is free again once that takes it away', async () => {
    await patch({ tracking_domain: domain });
    const other = (await gateway.createWorkspace()).api_key;
    expect(await fieldsOf(await ask('PATCH', { tracking_domain: domain }, other))).toEqual([
      ['tracking_domain', 'duplicate'],
    ]);
    expect(await patch({ tracking_domain: null })).toMatchObject({
      tracking_domain: null,
      tracking_domain_status: 'unset',
    });
    expect((await ask('PATCH', { tracking_domain: domain }, other)).status).toBe(200);
  });

  it('is neither the host of this API nor one above it, and is a host', async () => {
    for (const wrong of ['api.example.com', 'API.example.COM', 'example.com'])
      expect(await fieldsOf(await ask('PATCH', { tracking_domain: wrong }))).toEqual([
        ['tracking_domain', 'invalid_value'],
      ]);
    for (const wrong of ['localhost', '127.0.0.1', 'a b.example', 'x.example/path', 'https://x.example'])
      expect((await ask('PATCH', { tracking_domain: wrong })).status).toBe(400);
  });

  it('serves pixels, links and unsubscribe pages, and nothing else of this API', async () => {
    const claimed = `api-${randomBytes(4).toString('hex')}.cluster.example`;
    const other = (await gateway.createWorkspace()).api_key;
    await ask('PATCH', { tracking_domain: claimed }, other);
    dns.zone.set(domain, { type: 'CNAME', value: 'api.example.com' });
    await becomes('active');
    await eventually(async () => expect((await requestAt(gateway.url, domain, '/docs')).status).toBe(404));
    // A name that leads elsewhere is one by which a proxy may ask for this API.
    expect((await requestAt(gateway.url, claimed, '/docs')).status).toBe(200);
    for (const host of [domain, domain.toUpperCase(), `${domain}.`, `${domain}:443`]) {
      const at = (path: string) => requestAt(gateway.url, host, path);
      for (const path of ['/', '/api/v1/', '/api/v1/workspace/', '/api/v1/openapi.json', '/docs'])
        expect([host, path, (await at(path)).status]).toEqual([host, path, 404]);
      expect((await requestAt(gateway.url, host, '/api/v1/auth/login/', 'POST')).status).toBe(404);

      const message = aTrackedMessage();
      const link = signLinkToken(TRACKING_SECRET, message, {
        url: 'https://x.example/',
        position: 0,
        count: 1,
      });
      const leave = signUnsubscribeToken(TRACKING_SECRET, message, { sender: 'Ada', language: '' });
      expect((await at(`/c/${link}`)).status).toBe(302);
      expect((await at(`/u/${leave}`)).status).toBe(200);
      expect((await at(`/t/${signOpenToken(TRACKING_SECRET, message)}.gif`)).status).toBe(200);
    }
    expect((await requestAt(gateway.url, 'another.example', '/docs')).status).toBe(200);
  });
});
