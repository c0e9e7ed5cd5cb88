import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const Paths = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ security: z.array(z.object({ bearer: z.array(z.string()).optional() })).default([]) }),
    ),
  ),
});

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  key = (await gateway.createWorkspace()).api_key;
});
afterAll(() => gateway.stop());

const post = (path: string, body: unknown, headers?: Record<string, string>) =>
  gateway.request('POST', path, { key, body, ...(headers && { headers }) });

describe('a bad request', () => {
  it.each([
    ['broken JSON', '{"name": '],
    ['no JSON at all', 'hello'],
    ['fifty thousand levels', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['a text that is not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('with %s is a 400 malformed_json', async (_, body) => {
    for (const path of ['/api/v1/campaigns/', '/api/v1/contacts/bulk/', '/api/v1/sequences']) {
      const response = await post(path, body);
      expect(await problemIn(response)).toMatchObject({ status: 400, code: 'malformed_json' });
    }
  });

  it('of malformed JSON is told the position of the mistake', async () => {
    const at = async (body: string) => (await problemIn(await post('/api/v1/campaigns/', body))).detail;
    expect(await at('{"name" 5}')).toBe('the body is not valid JSON at position 8');
    expect(await at('{"name": ')).toBe('the body is not valid JSON: it ends too early');
  });

  it('is told every field that is wrong, by its path, and unknown ones by name', async () => {
    const response = await post('/api/v1/sequences/', {
      name: '',
      colour: 'red',
      steps: [
        { subject: 5, body_text: 'Hi', delay_unit: 'weeks' },
        { body_text: 'Again', extra: 1 },
      ],
    });
    const { status, code, errors } = await problemIn(response);
    expect({ status, code }).toEqual({ status: 400, code: 'validation_error' });
    expect(errors?.map(({ field }) => field).toSorted()).toEqual([
      'colour',
      'name',
      'steps.0.delay_unit',
      'steps.0.subject',
      'steps.1.extra',
    ]);
    expect(errors?.find(({ field }) => field === 'colour')?.code).toBe('unknown_field');
  });

  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '5'],
    ['nothing', ''],
  ])('with %s where an object belongs is a 400 validation_error', async (_, body) => {
    expect(await problemIn(await post('/api/v1/campaigns/', body))).toMatchObject({
      status: 400,
      code: 'validation_error',
    });
  });

  it('with 2 MB is a 413 that says how much may come, and with more than 8 MB even where a thousand rows may', async () => {
    const large = (bytes: number) => JSON.stringify({ name: 'x'.repeat(bytes) });
    const tooLarge = async (path: string, bytes: number) => {
      const { status, code, detail } = await problemIn(await post(path, large(bytes)));
      return [status, code, detail];
    };
    const saying = (detail: string) => [413, 'payload_too_large', `the body may have at most ${detail}`];
    expect(await tooLarge('/api/v1/sequences/', 2_000_000)).toEqual(saying('1 MB'));
    expect(await tooLarge('/api/v1/auth/login/', 20_000)).toEqual(saying('10 kB'));
    expect(await tooLarge('/api/v1/contacts/bulk/', 9_000_000)).toEqual(saying('8 MB'));
    expect((await post('/api/v1/contacts/bulk/', large(2_000_000))).status).toBe(400);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
    'of the media type %s is a 415',
    async (type) => {
      const response = await post('/api/v1/campaigns/', 'name=x', { 'content-type': type });
      expect(await problemIn(response)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    },
  );

  it.each([
    ['/api/v1/campaigns/?page_size=0', 'page_size'],
    ['/api/v1/campaigns/?page_size=501', 'page_size'],
    ['/api/v1/campaigns/?page_size=ten', 'page_size'],
    ['/api/v1/campaigns/?status=active,sleeping', 'status.1'],
    ['/api/v1/sending-accounts/?page_size=-1', 'page_size'],
    ['/api/v1/campaigns/camp_01h455vb4pex5vsknk084sn02q/sends/?step=99999999999', 'step'],
  ])('with the query of %s is a 400 that names the parameter', async (path, field) => {
    const { status, errors } = await problemIn(await gateway.request('GET', path, { key }));
    expect(status).toBe(400);
    expect(errors?.map((error) => error.field)).toEqual([field]);
  });

  it.each(['0x10', '1e2', '%205', '5.0', 'true', '', '5&page_size=5', '+5', '٥'])(
    'with page_size=%s is a 400, since only digits are a whole number',
    async (value) => {
      const response = await gateway.request('GET', `/api/v1/campaigns/?page_size=${value}`, { key });
      expect(await problemIn(response)).toMatchObject({ status: 400, errors: [{ field: 'page_size' }] });
    },
  );

  it.each([true, [5], '5', '0x10', 5.5, null])(
    'with the page_size %j in a body is a 400',
    async (page_size) => {
      const response = await post('/api/v1/contacts/search/', { filter: { icp_tier: ['A'] }, page_size });
      expect(await problemIn(response)).toMatchObject({
        status: 400,
        errors: [{ field: 'page_size', code: 'invalid_type', message: 'must be a whole number' }],
      });
    },
  );

  it('with a parameter twice is a 400, unless it is a list', async () => {
    const twice = (query: string) => gateway.request('GET', `/api/v1/campaigns/?${query}`, { key });
    const instant = 'created_after=2026-01-01T00:00:00Z';
    expect((await problemIn(await twice(`${instant}&${instant}`))).errors).toEqual([
      { field: 'created_after', code: 'duplicate', message: 'must be given once' },
    ]);
    expect((await problemIn(await twice('status=active&status=sleeping'))).errors).toMatchObject([
      { field: 'status.1', code: 'invalid_value' },
    ]);
  });

  it.each([
    '0000-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2016-12-31T23:59:60Z',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '%2B275760-09-13T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    'today',
  ])('with the time %s is a 400, in every parameter that is one', async (time) => {
    const summary = `/api/v1/campaigns/${newId('camp')}/analytics/summary/`;
    for (const [path, name] of [
      ['/api/v1/campaigns/', 'created_after'],
      ['/api/v1/campaigns/', 'updated_after'],
      ['/api/v1/contacts/', 'created_after'],
      ['/api/v1/contacts/', 'updated_after'],
      [summary, 'from'],
      [summary, 'to'],
    ] as const) {
      const { status, errors } = await problemIn(
        await gateway.request('GET', `${path}?${name}=${time}`, { key }),
      );
      expect([path, status, errors?.map(({ field }) => field)]).toEqual([path, 400, [name]]);
    }
  });

  it.each(['stauts', '__proto__', 'constructor'])(
    'with the parameter %s, which it does not know, is a 400 that names it, for each operation of the document',
    async (name) => {
      const document = Paths.parse(await (await gateway.request('GET', '/api/v1/openapi.json')).json());
      const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { security }]) =>
          security.some(({ bearer }) => bearer !== undefined && bearer.length > 0)
            ? [[method, path] as const]
            : [],
        ),
      );
      expect(operations.length).toBeGreaterThan(50);
      for (const [method, path] of operations) {
        const address = path
          .replace('{id}', newId(path.includes('/webhooks/') ? 'wh' : 'camp'))
          .replace('{domain}', 'sender.example');
        const response = await gateway.request(method.toUpperCase(), `${address}?${name}=1`, { key });
        expect([method, path, (await problemIn(response)).errors]).toEqual([
          method,
          path,
          [expect.objectContaining({ field: name, code: 'unknown_field' })],
        ]);
      }
    },
  );

  it.each([
    ['POST', 'campaigns/camp_01h455vb4pex5vsknk084sn02q/launch/'],
    ['POST', 'webhooks/wh_01h455vb4pex5vsknk084sn02q/rotate-secret/'],
    ['DELETE', 'contacts/cont_01h455vb4pex5vsknk084sn02q/'],
  ])(
    'with a field in the body of %s %s, which has none, is a 400 and changes nothing',
    async (method, path) => {
      const send = (body: unknown) => gateway.request(method, `/api/v1/${path}`, { key, body });
      expect((await problemIn(await send({ dry_run: true }))).errors).toEqual([
        expect.objectContaining({ field: 'dry_run', code: 'unknown_field' }),
      ]);
      expect((await send('"text"')).status).toBe(400);
      // Nobody is behind this gateway: an empty body goes on to the service.
      expect((await send({})).status).toBe(503);
    },
  );

  it.each([
    '/api/v1/campaigns/camp_123/',
    '/api/v1/campaigns/seq_01h455vb4pex5vsknk084sn02q',
    '/api/v1/campaigns/%00/',
    '/api/v1/campaigns/%ff/',
    `/api/v1/campaigns/${'x'.repeat(2_000)}/`,
    '/api/v1/contacts/1/',
    '/api/v1/segments/1/',
    '/api/v1/sequences/1/',
    '/api/v1/campaigns/1/sends/',
    '/api/v1/campaigns/1/analytics/steps/',
    '/api/v1/deliverability/domains/no-domain/',
    '/api/v1/deliverability/domains/%2E%2E/',
    '/api/v1/nothing/',
    '/api/v1/campaigns//',
  ])('for %s is a 404', async (path) => {
    expect(await problemIn(await gateway.request('GET', path, { key }))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });

  it.each([
    ['DELETE', '/api/v1/campaigns/', 'GET, HEAD, POST'],
    ['PUT', '/api/v1/campaigns/camp_1/launch/', 'POST'],
    ['GET', '/api/v1/campaigns/camp_1/launch', 'POST'],
    ['OPTIONS', '/api/v1/sequences/', 'GET, HEAD, POST'],
    ['POST', '/health/live', 'GET, HEAD'],
  ])('by %s to %s is a 405 that says what is allowed', async (method, path, allowed) => {
    const response = await gateway.request(method, path, { key });
    expect(response.headers.get('allow')).toBe(allowed);
    expect(await problemIn(response)).toMatchObject({ status: 405, code: 'method_not_allowed' });
  });

  it('that breaks off in the middle of its body is no error of ours', async () => {
    gateway.logged.length = 0;
    await breakOff(gateway.url, key);
    const response = await gateway.request('GET', '/health/live');
    expect(response.status).toBe(200);
    expect(gateway.logged.filter((line) => line.includes('failed'))).toEqual([]);
  });
});

/** Announces a hundred bytes, sends one, and hangs up. */
const breakOff = (url: string, apiKey: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => {
      const head = `POST /api/v1/campaigns/ HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${apiKey}\r\n`;
      socket.write(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`, () =>
        socket.destroy(),
      );
    });
    socket.on('close', () => resolve()).on('error', reject);
  });
