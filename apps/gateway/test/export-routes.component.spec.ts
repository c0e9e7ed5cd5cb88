import { get, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { GetCampaign, ReadExport, ReadExportPart, StartExport, type RequestContract } from '#contracts';
import { newId, type ErrorKind } from '#kernel';
import { eventually, useServers } from '#testing';
import { aCampaign } from './campaign-fixtures.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
const campaign_id = newId('camp');
const job_id = newId('job');
const path = `/api/v1/campaigns/${campaign_id}/export/`;
const download = `/api/v1/jobs/${job_id}/download/`;
let gateway: GatewayHarness;
let key: string;
let workspace_id: string;

beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
  ({ api_key: key, workspace_id } = await gateway.createWorkspace());
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const ask = (url: string): Promise<Response> => gateway.request('GET', url, { key });
const refuse = (contract: RequestContract, kind: ErrorKind, code: string) =>
  gateway.reply(contract, () => ({ status: 'refused', kind, code, message: 'no', details: {} }));

/** A campaign whose export has so many pieces; answers what was asked for them, each with its request id. */
async function anExport(texts: (index: number) => string, count: number) {
  const asked: unknown[] = [];
  const ids = new Set<unknown>();
  await gateway.recordRequests(GetCampaign, aCampaign({ id: campaign_id }));
  const begun = await gateway.recordRequests(StartExport, { job_id: null });
  await gateway.answer(ReadExport, (request, message) => {
    asked.push(request);
    ids.add(message.headers?.get('Nimbus-Request-Id'));
    const index = Number(ReadExport.request.parse(request).cursor ?? 0);
    return { text: texts(index), next_cursor: index + 1 < count ? String(index + 1) : null };
  });
  return { asked, begun, ids };
}

describe('an export', () => {
  it.each([
    ['', 'csv', 'text/csv; charset=utf-8', [], false],
    ['?format=csv&include=events&bom=true', 'csv', 'text/csv; charset=utf-8', ['events'], true],
    ['?format=json', 'json', 'application/json; charset=utf-8', [], false],
    ['?format=ndjson&include=events', 'ndjson', 'application/x-ndjson; charset=utf-8', ['events'], false],
  ])(
    'with %s is the pieces one after the other, as a file of its type',
    async (query, format, type, include, bom) => {
      const { asked, begun } = await anExport((index) => `piece ${index} ü\n`, 3);
      const answer = await ask(path + query);

      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe(type);
      expect(answer.headers.get('content-disposition')).toBe(
        `attachment; filename="${campaign_id}-sends.${format}"`,
      );
      expect(await answer.text()).toBe('piece 0 ü\npiece 1 ü\npiece 2 ü\n');
      const options = { workspace_id, campaign_id, format, include, bom };
      expect(begun).toEqual([options]);
      expect(asked).toEqual([options, { ...options, cursor: '1' }, { ...options, cursor: '2' }]);
    },
  );

  it('of many sends is a job', async () => {
    await gateway.recordRequests(GetCampaign, aCampaign({ id: campaign_id, status: 'archived' }));
    await gateway.recordRequests(StartExport, { job_id });
    const answer = await ask(path);

    expect([answer.status, await answer.json()]).toEqual([
      202,
      { job_id, status_url: `/api/v1/jobs/${job_id}/` },
    ]);
  });

  it('of an unknown campaign is a 404, in an unknown format a 400 that names the field', async () => {
    await refuse(GetCampaign, 'not_found', 'not_found');
    expect(await problemIn(await ask(path))).toMatchObject({ status: 404, code: 'not_found' });
    for (const [query, field] of [
      ['format=xlsx', 'format'],
      ['include=clicks', 'include.0'],
      ['fmt=csv', 'fmt'],
    ]) {
      const problem = await problemIn(await ask(`${path}?${query}`));
      expect(problem).toMatchObject({ status: 400, code: 'validation_error', errors: [{ field }] });
    }
  });

  it('whose first piece cannot be had is a problem like any other', async () => {
    await gateway.recordRequests(GetCampaign, aCampaign({ id: campaign_id }));
    await gateway.recordRequests(StartExport, { job_id: null });
    await refuse(ReadExport, 'unavailable', 'unavailable');

    expect(await problemIn(await ask(path))).toMatchObject({ status: 503, code: 'unavailable' });
  });

  it('that breaks off later is seen to be cut, never taken for whole', async () => {
    await gateway.recordRequests(GetCampaign, aCampaign({ id: campaign_id }));
    await gateway.recordRequests(StartExport, { job_id: null });
    await gateway.reply(ReadExport, (request) =>
      ReadExport.request.parse(request).cursor === undefined
        ? { status: 'ok', data: { text: 'the beginning', next_cursor: '1' } }
        : { status: 'bug' },
    );

    await expect(ask(path).then((answer) => answer.text())).rejects.toThrow('terminated');
    expect(gateway.logged.join('\n')).toContain('an export was cut off');
  });
});

/** Far more than sockets and streams keep on their way. */
const PIECES = 2_000;
const PIECE = 'x'.repeat(100_000);

/** An answer of which nobody has read anything yet. */
const opened = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(gateway.url + url, { headers: { authorization: `Bearer ${key}` } }, resolve).on('error', reject);
  });

describe('a long export', () => {
  it('is asked for no faster than it is read, under one request id, and no further once nobody reads', async () => {
    const { asked, ids } = await anExport(() => PIECE, PIECES);
    const answer = await opened(path);
    let bytes = 0;
    for await (const chunk of answer.iterator({ destroyOnReturn: false })) {
      bytes += Buffer.byteLength(String(chunk));
      if (bytes > 30 * PIECE.length) break;
    }
    expect(asked.length).toBeGreaterThanOrEqual(30);
    await settled(() => asked.length);
    expect(asked.length).toBeLessThan(PIECES / 2);

    answer.destroy();
    await settled(() => asked.length);
    expect(asked.length).toBeLessThan(PIECES / 2);
    expect(ids).toEqual(new Set([answer.headers['x-request-id']]));
  });
});

/** Until a count has stayed what it is for as long as a few pieces take. */
async function settled(count: () => number): Promise<void> {
  let before = -1;
  await eventually(
    () => {
      const now = count();
      const rests = now === before;
      before = now;
      expect(rests).toBe(true);
    },
    { intervalMs: 200 },
  );
}

describe('the file of a job', () => {
  const file = { campaign_id, format: 'csv', parts: 3, bytes: 30 } as const;

  it('is its parts one after the other, and says how long it is', async () => {
    const asked: unknown[] = [];
    await gateway.answer(ReadExportPart, (request) => {
      asked.push(request);
      return { ...file, text: `part ${ReadExportPart.request.parse(request).part} ...` };
    });
    const answer = await ask(download);

    expect(answer.headers.get('content-length')).toBe('30');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain(`${campaign_id}-sends.csv`);
    expect(await answer.text()).toBe('part 0 ...part 1 ...part 2 ...');
    expect(asked).toEqual([0, 1, 2].map((part) => ({ workspace_id, job_id, part })));
  });

  it('that is not there, or not any more, is a 404', async () => {
    await refuse(ReadExportPart, 'not_found', 'not_found');
    expect(await problemIn(await ask(download))).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('needs the scope of campaigns', async () => {
    const created = await gateway.request('POST', '/api/v1/api-keys/', {
      key,
      body: { name: 'Contacts only', scopes: ['contacts:read'] },
    });
    const { api_key } = z.object({ api_key: z.string() }).parse(await created.json());
    for (const url of [download, path]) {
      const answer = await gateway.request('GET', url, { key: api_key });
      expect(await problemIn(answer)).toMatchObject({ status: 403, code: 'insufficient_scope' });
    }
  });
});
