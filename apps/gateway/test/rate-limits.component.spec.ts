import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LaunchCampaign, ListCampaigns } from '#contracts';
import { newId } from '#kernel';
import { eventually, useServers } from '#testing';
import { CleanUpSchedule } from '../src/http/clean-up.schedule.js';
import { aCampaign, METRICS } from './campaign-fixtures.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const CROWD = 61;

const servers = useServers();
let gateways: [GatewayHarness, GatewayHarness];
let key: string;
beforeAll(async () => {
  const [first, second] = await Promise.all([
    GatewayHarness.start(servers, { rateLimits: 'on' }),
    GatewayHarness.start(servers, { rateLimits: 'on' }),
  ]);
  gateways = [first, second];
  await first.answer(ListCampaigns, () => ({ results: [], next_cursor: null, has_more: false }));
  await first.answer(LaunchCampaign, () => ({ ...aCampaign(), metrics: METRICS }));
});
beforeEach(async () => {
  key = (await gateways[0].createWorkspace()).api_key;
  startOfMinute();
});
afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

let minute = 0;
/** Right after the turn of a minute, and later than any minute that a test has used. */
function startOfMinute(): void {
  minute = Math.ceil(gateways[0].clock.now().getTime() / 60_000 + 1) * 60_000;
  beginMinute();
}
const beginMinute = (): void => {
  for (const { clock } of gateways) clock.travelTo(new Date(minute));
};

const list = (index: number) =>
  gateways[index % 2 === 0 ? 0 : 1].request('GET', '/api/v1/campaigns/', { key });
/** In crowds that the connections can serve. Each begins the minute anew, which so lasts as long as they need. */
async function times<T>(count: number, call: (index: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  while (answers.length < count) {
    beginMinute();
    const crowd = Array.from(
      { length: Math.min(CROWD, count - answers.length) },
      (_, n) => answers.length + n,
    );
    answers.push(...(await Promise.all(crowd.map(call))));
  }
  return answers;
}
const statuses = (responses: readonly Response[]) => {
  const counts: Record<number, number> = {};
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};
const left = (response: Response) => [
  response.headers.get('x-ratelimit-limit'),
  response.headers.get('x-ratelimit-remaining'),
];

describe('the rate limits', () => {
  it('let exactly 600 of 610 requests of a key pass, however they fall on two gateways', async () => {
    expect(statuses(await times(610, list))).toEqual({ 200: 600, 429: 10 });
  });

  it('are a key’s own where it has one, and start anew with the minute', async () => {
    await gateways[0].sql('update api_key set rate_limit = 3 where starts_with($1, prefix)', [key]);
    expect(statuses(await times(5, list))).toEqual({ 200: 3, 429: 2 });
    startOfMinute();
    expect(statuses(await times(2, list))).toEqual({ 200: 2 });
  });

  it('tell what is left with every answer, also to bad requests, and when to come again', async () => {
    const ask = (method: string, path: string, body?: unknown) =>
      gateways[0].request(method, path, { key, ...(body !== undefined && { body }) });
    expect(left(await list(0))).toEqual(['600', '599']);
    expect(left(await ask('GET', '/api/v1/nothing/'))).toEqual(['600', '598']);
    expect(left(await ask('POST', '/api/v1/sequences/', '{"broken'))).toEqual(['300', '299']);
    expect(left(await ask('DELETE', '/api/v1/sequences/'))).toEqual(['300', '298']);
    await gateways[0].sql(`update api_key set scopes = '{}' where starts_with($1, prefix)`, [key]);
    for (const { clock } of gateways) clock.advance(5_000);
    const forbidden = await list(0);
    expect(forbidden.status).toBe(403);
    expect(left(forbidden)).toEqual(['600', '595']);

    const reset = Number(forbidden.headers.get('x-ratelimit-reset')) * 1_000;
    const now = gateways[0].clock.now().getTime();
    expect(reset % 60_000).toBe(0);
    expect(reset - now).toBeGreaterThan(0);
    expect(reset - now).toBeLessThanOrEqual(60_000);
  });

  it.each([
    ['10', 'POST', 'campaigns/'],
    ['10', 'POST', 'campaigns/camp_x/clone/'],
    ['10', 'POST', 'campaigns/camp_x/launch/'],
    ['10', 'POST', 'campaigns/camp_x/resume/'],
    ['30', 'POST', 'contacts/bulk/'],
    ['30', 'GET', 'campaigns/camp_x/export/'],
    ['30', 'GET', 'jobs/job_x/download/'],
    ['120', 'GET', 'campaigns/camp_x/analytics/summary/'],
    ['120', 'GET', 'campaigns/camp_x/analytics/steps/'],
    ['120', 'GET', 'campaigns/camp_x/analytics/reply-intents/'],
    ['120', 'GET', 'campaigns/camp_x/analytics/bounces/'],
    ['300', 'POST', 'campaigns/camp_x/pause/'],
    ['300', 'PATCH', 'campaigns/camp_x/'],
    ['600', 'POST', 'contacts/search/'],
    ['600', 'POST', 'sequences/seq_x/preview/'],
    ['600', 'HEAD', 'campaigns/camp_x/'],
  ])('allow %s requests a minute to %s %s', async (limit, method, path) => {
    const response = await gateways[0].request(method, `/api/v1/${path}`, { key });
    expect(left(response)[0]).toBe(limit);
  });

  it('let ten launches and resumes of a workspace pass together, and reads go on', async () => {
    const launch = (index: number) =>
      gateways[index % 2 === 0 ? 0 : 1].request('POST', `/api/v1/campaigns/${newId('camp')}/launch/`, {
        key,
      });
    const answers = await times(14, launch);
    expect(statuses(answers)).toEqual({ 200: 10, 429: 4 });

    const refused = answers.find(({ status }) => status === 429);
    expect(refused && left(refused)).toEqual(['10', '0']);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused && (await problemIn(refused))).toMatchObject({
      code: 'rate_limited',
      limit: 'workspace_starts',
      detail: expect.stringMatching(
        /^the limit of 10 launches a minute for a workspace is used up; try again in \d+ s$/,
      ),
    });
    // The refused ones use up nothing of the key's own limit: each gateway gives back with its next statement.
    let reads = 0;
    await eventually(async () => {
      reads += 1;
      expect(left(await list(0))).toEqual(['600', String(600 - 10 - reads)]);
    });
  });

  it('say nothing to callers that nobody knows', async () => {
    const response = await gateways[0].request('GET', '/api/v1/campaigns/');
    expect([response.status, ...left(response)]).toEqual([401, null, null]);
  });

  it('leave no counters behind', async () => {
    await list(0);
    for (const { clock } of gateways) clock.advance(700_000);
    await gateways[0].app.get(CleanUpSchedule).cleanUp();
    expect(await gateways[0].sql('select * from rate_counter')).toEqual([]);
  });
});

describe('a gateway without rate limits', () => {
  it('counts nothing', async () => {
    const free = await GatewayHarness.start(servers);
    try {
      expect(left(await free.request('GET', '/api/v1/campaigns/', { key }))).toEqual([null, null]);
    } finally {
      await free.stop();
    }
  });
});
