import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  GetCampaignWithMetrics,
  ListCampaigns,
  ListPlatformConnections,
  UpdateCampaign,
  type CampaignResource,
} from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { aCampaign, METRICS } from './campaign-fixtures.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateway: GatewayHarness;
let key: string;
beforeAll(async () => {
  gateway = await GatewayHarness.start(servers, { rateLimits: 'on' });
  key = (await gateway.createWorkspace()).api_key;
});
afterEach(() => gateway.removeStubs());
afterAll(() => gateway.stop());

const Named = z.object({ id: z.string(), name: z.string() });

const tagAt = async (path: string): Promise<string> =>
  (await gateway.request('GET', path, { key })).headers.get('etag') ?? '';
const nameAt = async (path: string) =>
  Named.parse(await (await gateway.request('GET', path, { key })).json()).name;
const rename = (path: string, name: string, ifMatch: string, by = key) =>
  gateway.request('PATCH', path, { key: by, body: { name }, headers: { 'if-match': ifMatch } });
const remove = (path: string, ifMatch: string) =>
  gateway.request('DELETE', path, { key, headers: { 'if-match': ifMatch } });

/** The address of a new client, which the gateway itself stores, and neither a campaign nor a connection names. */
async function aClient(): Promise<string> {
  await gateway.recordRequests(ListCampaigns, { results: [], next_cursor: null, has_more: false });
  await gateway.recordRequests(ListPlatformConnections, { results: [] });
  const made = await gateway.request('POST', '/api/v1/clients/', { key, body: { name: 'First' } });
  return `/api/v1/clients/${Named.parse(await made.json()).id}/`;
}

describe('a change with If-Match', () => {
  it('happens to the state that it names, and is a 412 without effect once that has changed', async () => {
    const path = await aClient();
    const first = await tagAt(path);
    expect(first).toMatch(/^"[\w.-]+"$/);
    expect((await rename(path, 'Second', first)).status).toBe(200);

    const late = await rename(path, 'Third', first);
    expect(await problemIn(late)).toMatchObject({ status: 412, code: 'precondition_failed' });
    expect((await remove(path, first)).status).toBe(412);
    expect(await nameAt(path)).toBe('Second');
    expect((await remove(path, await tagAt(path))).status).toBe(204);
  });

  it('takes one of several tags, but no weak one', async () => {
    const path = await aClient();
    expect((await rename(path, 'Second', `"another", ${await tagAt(path)}`)).status).toBe(200);
    for (const tag of [
      `W/${await tagAt(path)}`,
      '"another"',
      (await tagAt(path)).replaceAll('"', ''),
      '""',
      '',
    ])
      expect((await rename(path, 'Third', tag)).status).toBe(412);
    expect(await nameAt(path)).toBe('Second');
  });

  it('takes any state for *, and is a 404 as ever where nothing is', async () => {
    const path = await aClient();
    expect((await rename(path, 'Second', '*')).status).toBe(200);
    expect((await remove(path, '*')).status).toBe(204);
    for (const tag of ['*', '"a"']) {
      expect(await problemIn(await remove(path, tag))).toMatchObject({ status: 404, code: 'not_found' });
      expect((await rename('/api/v1/nothing/', 'Second', tag)).status).toBe(404);
    }
  });

  it('of a campaign is not hindered by its figures, which make its GET new all the same', async () => {
    let campaign: CampaignResource = { ...aCampaign(), metrics: METRICS };
    const path = `/api/v1/campaigns/${campaign.id}`;
    await gateway.answer(GetCampaignWithMetrics, () => campaign);
    await gateway.answer(UpdateCampaign, () => campaign);
    const first = await tagAt(path);
    const poll = () => gateway.request('GET', path, { key, headers: { 'if-none-match': first } });
    expect((await poll()).status).toBe(304);

    campaign = { ...campaign, metrics: { ...METRICS, opened: 4 } };
    expect((await poll()).status).toBe(200);
    expect((await rename(path, 'Second', first)).status).toBe(200);
    campaign = { ...campaign, name: 'Second' };
    expect((await rename(path, 'Third', first)).status).toBe(412);
  });

  it('needs the right to read, except for *', async () => {
    const path = await aClient();
    const body = { name: 'Writer', scopes: ['workspace:write'] };
    const made = await gateway.request('POST', '/api/v1/api-keys/', { key, body });
    const writer = z.object({ api_key: z.string() }).parse(await made.json()).api_key;
    const refused = await rename(path, 'Second', await tagAt(path), writer);
    expect(refused.headers.get('www-authenticate')).toContain('insufficient_scope');
    expect(await problemIn(refused)).toMatchObject({ status: 403, code: 'insufficient_scope' });
    expect((await rename(path, 'Second', '*', writer)).status).toBe(200);
    expect((await rename(path, 'Third', '*', 'no token')).status).toBe(401);
  });

  it('is a 412 where there is no GET, and so no ETag', async () => {
    const refused = await remove(`/api/v1/suppressions/${newId('sup')}/`, '"a"');
    expect(await problemIn(refused)).toMatchObject({ status: 412, code: 'precondition_failed' });
  });

  it('counts as one request, as it does without', async () => {
    const left = async (answer: Promise<Response>) =>
      Number((await answer).headers.get('x-ratelimit-remaining'));
    const path = await aClient();
    const tag = await tagAt(path);
    const reads = await left(gateway.request('GET', path, { key }));
    const writes = await left(rename(path, 'Second', '*'));
    expect(await left(rename(path, 'Third', tag))).toBe(writes - 1);
    expect(await left(rename(path, 'Third', await tagAt(path)))).toBe(writes - 2);
    // Three changes, one look at the tag, and this.
    expect(await left(gateway.request('GET', path, { key }))).toBe(reads - 5);
  });
});
