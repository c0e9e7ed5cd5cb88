import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CreateSequence, SearchContacts } from '#contracts';
import { newId } from '#kernel';
import { useServers } from '#testing';
import { CleanUpSchedule } from '../src/http/clean-up.schedule.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';

const servers = useServers();
let gateways: [GatewayHarness, GatewayHarness];
let key: string;
beforeAll(async () => {
  const [first, second] = await Promise.all([GatewayHarness.start(servers), GatewayHarness.start(servers)]);
  gateways = [first, second];
  key = (await first.createWorkspace()).api_key;
});
afterEach(() => gateways[0].removeStubs());
afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

const SEQUENCE = { name: 'Hello', steps: [{ subject: 'Hi', body_text: 'Hi' }] };
const create = (idempotencyKey: string, { body = SEQUENCE, gateway = 0, apiKey = key } = {}) =>
  gateways[gateway === 0 ? 0 : 1].request('POST', '/api/v1/sequences/', {
    key: apiKey,
    body,
    headers: { 'idempotency-key': idempotencyKey },
  });
const replayed = (response: Response) => response.headers.get('idempotent-replayed');
const AT = '2026-04-10T09:00:00.000Z';
const aSequence = (name: string) => ({
  id: newId('seq'),
  workspace_id: newId('ws'),
  name,
  steps: [],
  created_at: AT,
  updated_at: AT,
});
/** Each request makes another sequence. */
const hear = async (name = 'Hello'): Promise<unknown[]> => {
  const asked: unknown[] = [];
  await gateways[0].answer(CreateSequence, (request) => {
    asked.push(request);
    return aSequence(name);
  });
  return asked;
};

const newKey = async (id: string) => {
  const response = await gateways[0].request('POST', '/api/v1/api-keys/', {
    key,
    body: { name: 'Other', scopes: ['sequences:write'] },
    headers: { 'idempotency-key': id },
  });
  const { api_key = '' } = z.object({ api_key: z.string().optional() }).parse(await response.clone().json());
  return { response, api_key };
};

describe('a POST with an Idempotency-Key', () => {
  it('runs once; a repetition gets the first answer from any gateway, and says so', async () => {
    const asked = await hear();
    const id = randomUUID();
    const first = await create(id);
    const second = await create(id, { gateway: 1 });

    expect([first.status, replayed(first)]).toEqual([201, null]);
    expect([second.status, replayed(second)]).toEqual([201, 'true']);
    expect(await second.text()).toBe(await first.text());
    for (const header of ['content-type', 'location'])
      expect(second.headers.get(header)).toBe(first.headers.get(header));
    expect(first.headers.get('location')).toMatch(/^\/api\/v1\/sequences\/seq_/);
    expect(asked).toHaveLength(1);
  });

  it('runs once when fifty of them race over two gateways', async () => {
    const asked = await hear();
    const id = randomUUID();
    const race = Array.from({ length: 50 }, (_, index) => create(id, { gateway: index % 2 }));
    const answers = await Promise.all(race);

    expect(asked).toHaveLength(1);
    expect(answers.filter((answer) => answer.status === 201 && replayed(answer) === null)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(await problemIn(answer)).toMatchObject({ status: 409, code: 'idempotency_in_progress' });
    }
  });

  it('with another body is a 422, and in another workspace another request', async () => {
    const asked = await hear();
    const id = randomUUID();
    await create(id);
    const other = await create(id, { body: { ...SEQUENCE, name: 'Other' } });
    expect(await problemIn(other)).toMatchObject({ status: 422, code: 'idempotency_key_reused' });

    const stranger = (await gateways[0].createWorkspace()).api_key;
    expect(replayed(await create(id, { apiKey: stranger }))).toBeNull();
    expect(asked).toHaveLength(2);
  });

  it('that was refused is refused again with the same words', async () => {
    const id = randomUUID();
    const first = await create(id, { body: { ...SEQUENCE, name: '' } });
    const second = await create(id, { body: { ...SEQUENCE, name: '' } });
    expect([first.status, second.status, replayed(second)]).toEqual([400, 400, 'true']);
    expect(await second.text()).toBe(await first.text());
    expect(second.headers.get('content-type')).toContain('application/problem+json');
  });

  it('that failed on our side may be tried again', async () => {
    const id = randomUUID();
    expect((await create(id)).status).toBe(503);
    await hear();
    const second = await create(id);
    expect([second.status, replayed(second)]).toEqual([201, null]);
  });

  it('whose gateway died while it ran may be tried again after two minutes', async () => {
    const asked = await hear();
    const id = randomUUID();
    await create(id);
    await gateways[0].sql('update idempotency_record set status = null, media_type = null, body = null');
    expect(await problemIn(await create(id))).toMatchObject({ code: 'idempotency_in_progress' });

    for (const { clock } of gateways) clock.advance(120_000);
    expect((await create(id, { gateway: 1 })).status).toBe(201);
    expect(asked).toHaveLength(2);
  });

  it('may be used again after 24 hours, when nothing is left of it', async () => {
    const asked = await hear();
    const id = randomUUID();
    await create(id);
    for (const { clock } of gateways) clock.advance(24 * 3_600_000);
    expect(replayed(await create(id))).toBeNull();
    expect(asked).toHaveLength(2);

    for (const { clock } of gateways) clock.advance(24 * 3_600_000);
    await gateways[0].app.get(CleanUpSchedule).cleanUp();
    expect(await gateways[0].sql('select * from idempotency_record')).toEqual([]);
  });

  it('does not run under a key that cannot be one', async () => {
    const { errors } = await problemIn(await create('x'.repeat(256)));
    expect(errors?.map(({ field }) => field)).toEqual(['Idempotency-Key']);
  });

  it('belongs to its API key or person: another one of the workspace gets an answer of its own', async () => {
    const asked = await hear();
    const id = randomUUID();
    const other = await newKey(randomUUID());
    expect((await create(id)).status).toBe(201);
    expect(replayed(await create(id, { apiKey: other.api_key }))).toBeNull();
    expect(asked).toHaveLength(2);
  });

  it('shows a secret once: a repetition is a 409, and makes no second key', async () => {
    const id = randomUUID();
    const { api_key: secret, response } = await newKey(id);
    expect(response.status).toBe(201);
    const again = (await newKey(id)).response;
    const problem = await problemIn(again);
    expect(problem).toMatchObject({ status: 409, code: 'idempotency_answer_not_kept' });
    expect(problem.detail).toContain('201');
    expect(JSON.stringify(problem)).not.toContain(secret);
    const kept = await gateways[0].sql("select from idempotency_record where not kept and body <> ''");
    expect(kept).toEqual([]);
  });

  it('whose answer is too large to keep ran once all the same', async () => {
    const asked = await hear('x'.repeat(300_000));
    const id = randomUUID();
    expect((await create(id)).status).toBe(201);
    expect(await problemIn(await create(id))).toMatchObject({ code: 'idempotency_answer_not_kept' });
    expect(asked).toHaveLength(1);
  });

  it('of a workspace with 100 MB of answers in a day is not kept', async () => {
    const asked = await hear();
    await gateways[0].sql(
      `insert into idempotency_usage select w.id, date_trunc('hour', $1::timestamptz), 100000000 from workspace w
       on conflict (workspace_id, hour) do update set bytes = 100000000`,
      [gateways[0].clock.now()],
    );
    const id = randomUUID();
    await create(id);
    expect(await problemIn(await create(id))).toMatchObject({ code: 'idempotency_answer_not_kept' });
    expect(asked).toHaveLength(1);
    await gateways[0].sql('delete from idempotency_usage');
  });

  it('that only reads is not kept', async () => {
    const searched = await gateways[0].recordRequests(SearchContacts, {
      results: [],
      next_cursor: null,
      has_more: false,
      total: 0,
    });
    const id = randomUUID();
    for (let time = 0; time < 2; time += 1) {
      const headers = { 'idempotency-key': id };
      const response = await gateways[0].request('POST', '/api/v1/contacts/search/', {
        key,
        body: {},
        headers,
      });
      expect(replayed(response)).toBeNull();
    }
    expect(searched).toHaveLength(2);
  });

  it('leaves its answer unreadable in the store', async () => {
    await hear('very secret');
    await create(randomUUID());
    const rows = await gateways[0].sql<{ body: Buffer | null }>(
      'select body from idempotency_record order by expires_at desc limit 1',
    );
    expect(rows.map(({ body }) => String(body).includes('very secret'))).toEqual([false]);
  });
});
