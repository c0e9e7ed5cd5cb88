import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { CreateCampaign, GetCampaign, ListCampaigns, ReadExport, StartExport } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, aCampaignInput, METRICS } from './campaign-fixtures.js';
import { GatewayHarness } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  key = (await gateway.createWorkspace()).api_key;
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: object;
}
interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** `fetch` decodes by itself, and always says what it takes. */
const ask = (path: string, coding?: string, { method = 'GET', headers, body }: Asked = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${gateway.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(coding !== undefined && { 'accept-encoding': coding }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    request.on('error', reject).on('response', (response) => {
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode, headers: response.headers, bytes }),
        reject,
      );
    });
    request.end(body && JSON.stringify(body));
  });

const textOf = ({ headers, bytes }: Answer): string => {
  if (headers['content-encoding'] === 'br') return brotliDecompressSync(bytes).toString();
  return (headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
};

const LIST = '/api/v1/campaigns/';
const aPage = async (count: number): Promise<void> => {
  const results = Array.from({ length: count }, () => ({
    ...aCampaign({ name: 'Größe' }),
    metrics: METRICS,
  }));
  await gateway.recordRequests(ListCampaigns, { results, next_cursor: null, has_more: false });
};

describe('an answer of 1 kB or more', () => {
  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP;Q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['gzip;q=0.5, identity', undefined],
    ['gzip;q=0, br;q=none', undefined],
    ['deflate, zstd', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('to who sends Accept-Encoding: %s is coded as %s', async (accepted, coding) => {
    await aPage(5);
    const whole = await ask(LIST);
    const answer = await ask(LIST, accepted);
    expect(answer.headers['content-encoding']).toBe(coding);
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    expect(answer.headers.vary).toBe('Accept-Encoding');
    expect(textOf(answer)).toBe(whole.bytes.toString());
  });

  it('has another strong ETag in each coding, and each is a 304 for its own', async () => {
    await aPage(5);
    const tags = await Promise.all(
      [undefined, 'gzip', 'br'].map(async (coding) => {
        const tag = (await ask(LIST, coding)).headers.etag ?? '';
        const again = await ask(LIST, coding, { headers: { 'if-none-match': tag } });
        expect([again.status, again.headers.etag, again.headers.vary]).toEqual([304, tag, 'Accept-Encoding']);
        expect([again.bytes.length, again.headers['content-encoding']]).toEqual([0, undefined]);
        return tag;
      }),
    );
    expect(new Set(tags).size).toBe(3);
    expect(tags.filter((tag) => tag.startsWith('"'))).toHaveLength(3);
  });

  it('is announced to HEAD as its GET is, without a body', async () => {
    await aPage(5);
    const head = await ask(LIST, 'gzip', { method: 'HEAD' });
    expect([head.headers['content-encoding'], head.headers['content-length']]).toEqual(['gzip', undefined]);
    expect(head.bytes).toHaveLength(0);
    const whole = await ask(LIST);
    expect((await ask(LIST, undefined, { method: 'HEAD' })).headers['content-length']).toBe(
      String(whole.bytes.length),
    );
  });

  it('is the same text when an Idempotency-Key repeats it in another coding', async () => {
    await gateway.recordRequests(CreateCampaign, { ...aCampaign({ name: 'N'.repeat(200) }), metrics: null });
    const body = aCampaignInput();
    const once = (coding?: string) =>
      ask(LIST, coding, { method: 'POST', body, headers: { 'idempotency-key': 'coded' } });
    const first = await once('br');
    const again = await once('gzip');
    expect([first.status, first.headers['content-encoding']]).toEqual([201, 'br']);
    expect([again.headers['idempotent-replayed'], again.headers['content-encoding']]).toEqual([
      'true',
      'gzip',
    ]);
    expect(textOf(again)).toBe(textOf(first));
    expect(textOf(await once())).toBe(textOf(first));
  });

  it('is compressed as it is written where it is a file', async () => {
    const campaign_id = newId('camp');
    await gateway.recordRequests(GetCampaign, aCampaign({ id: campaign_id }));
    await gateway.recordRequests(StartExport, { job_id: null });
    await gateway.recordRequests(ReadExport, { text: 'send,ü\n'.repeat(1_000), next_cursor: null });
    const path = `/api/v1/campaigns/${campaign_id}/export/`;
    const file = await ask(path, 'gzip');
    expect([file.headers['content-encoding'], file.headers['content-type']]).toEqual([
      'gzip',
      'text/csv; charset=utf-8',
    ]);
    expect(textOf(file)).toBe('send,ü\n'.repeat(1_000));
    expect((await ask(path)).bytes.toString()).toBe(textOf(file));
  });
});

describe('an answer that leaves as it is', () => {
  it('is one below 1 kB', async () => {
    await aPage(0);
    const { headers, bytes } = await ask(LIST, 'br');
    expect([headers['content-encoding'], headers['content-length']]).toEqual([
      undefined,
      String(bytes.length),
    ]);
    expect(headers.vary).toBe('Accept-Encoding');
  });

  it('is one that shows a secret, or a pixel: neither depends on what its caller takes', async () => {
    const body = { name: 'N'.repeat(200), scopes: ['campaigns:read'] };
    const secret = await ask('/api/v1/api-keys/', 'br', { method: 'POST', body });
    const pixel = await ask('/t/x.gif', 'br');
    expect([secret.status, pixel.status]).toEqual([201, 200]);
    for (const { headers } of [secret, pixel])
      expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined]);
  });
});
