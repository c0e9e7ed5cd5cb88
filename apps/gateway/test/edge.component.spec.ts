import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { MsgHdrs } from '@nats-io/transport-node';
import { CreateSequence, GetContact, GetSequence, ListCampaigns } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  key = (await gateway.createWorkspace()).api_key;
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const emptyPage = { results: [], next_cursor: null, has_more: false };

describe('an answer to a GET', () => {
  it('is a 304 without a body to who names its ETag, and whole again once it has changed', async () => {
    let page: object = emptyPage;
    await gateway.answer(ListCampaigns, () => page);
    const list = (tag: string) =>
      gateway.request('GET', '/api/v1/campaigns/', { key, headers: { 'if-none-match': tag } });
    const tag = (await list('"another"')).headers.get('etag') ?? '';

    for (const named of [tag, tag.replace('W/', ''), `"another", ${tag}`, '*']) {
      const unchanged = await list(named);
      expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, tag]);
      expect(await unchanged.text()).toBe('');
    }
    page = { ...emptyPage, next_cursor: 'later', has_more: true };
    const changed = await list(tag);
    expect(changed.status).toBe(200);
    expect(await changed.json()).toMatchObject({ has_more: true });
  });

  it('has no ETag where it is a problem', async () => {
    const refused = await gateway.request('GET', '/api/v1/campaigns/', { headers: { 'if-none-match': '*' } });
    expect([refused.status, refused.headers.get('etag')]).toEqual([401, null]);
  });
});

describe('a request', () => {
  const list = (headers: Record<string, string>) =>
    gateway.request('GET', '/api/v1/campaigns/', { key, headers });
  const hear = async () => {
    let heard: MsgHdrs | undefined;
    await gateway.answer(ListCampaigns, (_, message) => {
      heard = message.headers;
      return emptyPage;
    });
    return (name: string) => heard?.get(name) ?? '';
  };

  it('keeps its id and its trace on the way to other services, and gets the id back', async () => {
    const header = await hear();
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const response = await list({
      'x-request-id': 'order 66',
      traceparent: `00-${trace}-00f067aa0ba902b7-01`,
    });
    expect(response.headers.get('x-request-id')).toBe('order 66');
    expect(header('Nimbus-Request-Id')).toBe('order 66');
    expect(header('traceparent')).toContain(trace);
  });

  it.each([{}, { 'x-request-id': 'x'.repeat(129) }, { 'x-request-id': 'caf\u00e9' }])(
    'without a sane id gets a new one',
    async (headers) => {
      const header = await hear();
      const response = await list(headers);
      const id = response.headers.get('x-request-id');
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect(header('Nimbus-Request-Id')).toBe(id);
    },
  );

  it('with a body still keeps its id on the way', async () => {
    let id = '';
    await gateway.reply(CreateSequence, (_, message) => {
      id = message.headers?.get('Nimbus-Request-Id') ?? '';
      return { status: 'refused', kind: 'unavailable', code: 'unavailable', message: 'no', details: {} };
    });
    const body = { name: 'S', steps: [{ subject: 'Hi', body_text: 'Hello' }] };
    await gateway.request('POST', '/api/v1/sequences/', {
      key,
      body,
      headers: { 'x-request-id': 'with-a-body' },
    });
    expect(id).toBe('with-a-body');
  });

  it('by GET may have a body, which is not looked at', async () => {
    await gateway.answer(ListCampaigns, () => emptyPage);
    expect(await getWithBody(`${gateway.url}/api/v1/campaigns/`, key)).toBe(200);
  });
});

describe('bytes that are no HTTP', () => {
  it.each([
    ['garbage', 'GET / GARBAGE\r\n\r\n', 400],
    ['a method that nobody knows', 'GUESS / HTTP/1.1\r\nhost: x\r\n\r\n', 501],
    ['headers without an end', `GET / HTTP/1.1\r\nx: ${'x'.repeat(70_000)}`, 431],
  ])('such as %s get a problem too', async (_, bytes, status) => {
    const answer = await sendBytes(gateway.url, bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head).toContain('content-type: application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status, code: expect.stringMatching(/^[a-z_]+$/) });
  });
});

describe('an answer', () => {
  it.each(['/api/v1/campaigns/', '/api/v1/nothing', '/api/v1/campaigns/%ff', '/t/x.gif', '/health/live'])(
    'at %s is neither stored, sniffed nor framed',
    async (path) => {
      const { headers } = await gateway.request('GET', path);
      expect(headers.get('cache-control')).toContain('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('strict-transport-security')).toContain('max-age');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('x-request-id')).not.toBeNull();
    },
  );
});

describe('trouble behind the gateway', () => {
  it('that is a service nobody runs is a 503', async () => {
    const response = await gateway.request('GET', `/api/v1/sequences/${newId('seq')}`, { key });
    expect(await problemIn(response)).toMatchObject({ status: 503, code: 'unavailable' });
  });

  it('that is a bug of a service is a masked 500, logged once', async () => {
    gateway.logged.length = 0;
    await gateway.reply(GetContact, () => ({ status: 'bug' }));
    const response = await gateway.request('GET', `/api/v1/contacts/${newId('cont')}/`, { key });
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
    expect(JSON.stringify(problem)).not.toContain('enrollment');
    expect(gateway.logged.filter((line) => line.includes('internal error in enrollment'))).toHaveLength(1);
  });

  it('that is an answer which breaks its contract is a masked 500', async () => {
    await gateway.reply(GetSequence, () => ({ status: 'ok', data: { id: 'secret' } }));
    const response = await gateway.request('GET', `/api/v1/sequences/${newId('seq')}/`, { key });
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

describe('the probes', () => {
  it('are open, and say that database and NATS work', async () => {
    expect((await gateway.request('GET', '/health/live')).status).toBe(200);
    const ready = await gateway.request('GET', '/health/ready/');
    expect(await ready.json()).toMatchObject({ status: 'ok', details: { database: { status: 'up' } } });
  });
});

/** `fetch` refuses to send a body with a GET. */
const getWithBody = (url: string, apiKey: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const body = '{"broken": ';
    const headers = {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const request = httpRequest(url, { method: 'GET', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
    request.end(body);
  });

function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  return text(socket);
}
