import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { headers } from '@nats-io/transport-node';
import { Controller, type INestApplication, type LoggerService } from '@nestjs/common';
import { z } from 'zod';
import { defineRequest, IdOf, pageOf } from '#contracts';
import { DomainError, newId } from '#kernel';
import { eventually, useServers } from '#testing';
import { boot } from '../../test/boot.js';
import { NatsConnectionHolder } from '../connection.js';
import { currentCorrelation, withCorrelation } from '../correlation.js';
import { verifyCursor } from '../cursor-signature.js';
import { cursorAfter, pageFrom } from '../page.js';
import { digestOf } from './json-bytes.js';
import { HandlesRequest } from './request-handler.js';
import { RpcClient } from './rpc-client.js';

const contractOf = <Req extends z.ZodType, Res extends z.ZodType>(
  verb: string,
  request: Req,
  response: Res,
) => defineRequest({ subject: `rpc.sums.${verb}.v1`, request, response, refusals: [], timeoutMs: 15_000 });

const Add = contractOf(
  'add',
  z.strictObject({
    a: z.number(),
    b: z.number().default(1),
    note: z.object({ text: z.string() }).optional(),
  }),
  z.object({ sum: z.number(), replica: z.number() }),
);
const Refuse = contractOf('refuse', z.object({}), z.object({}));
const Break = contractOf('break', z.object({}), z.object({}));
const Drift = contractOf('drift', z.object({}), z.object({ promised: z.string() }));
const Pages = contractOf('pages', z.object({}), pageOf(z.object({ id: IdOf('camp'), name: z.string() })));
const Trace = contractOf('trace', z.object({}), z.object({ requestId: z.string(), traceparent: z.string() }));
const Absent = defineRequest({ ...Add, subject: 'rpc.nowhere.add.v1', timeoutMs: 400 });

const answered: number[] = [];
let listed = [{ id: newId('camp'), name: 'before' }];
let replicas = 0;
let gate: Promise<void> = Promise.resolve();

@Controller()
class SumsController {
  private readonly replica = (replicas += 1);

  @HandlesRequest(Add)
  async add({ a, b }: z.output<typeof Add.request>) {
    answered.push(a);
    await gate;
    return { sum: a + b, replica: this.replica };
  }

  @HandlesRequest(Refuse)
  refuse(): Promise<never> {
    throw new DomainError('conflict', 'too_late', 'the door is closed', { blocking_reasons: [] });
  }

  @HandlesRequest(Break)
  break(): Promise<never> {
    throw new TypeError('the password is hunter2');
  }

  @HandlesRequest(Drift)
  drift() {
    return JSON.parse('{"delivered":1}');
  }

  @HandlesRequest(Pages)
  pages() {
    return pageFrom(listed, { size: 1 });
  }

  @HandlesRequest(Trace)
  trace() {
    const { requestId = '', traceparent = '' } = currentCorrelation();
    return { requestId, traceparent };
  }
}

const servers = useServers();
let running: INestApplication[] = [];
let client: RpcClient;

async function start(service: string, logger?: LoggerService): Promise<INestApplication> {
  const controllers = service === 'sums' ? [SumsController] : [];
  const app = await boot({ url: servers.natsUrl, service, controllers, ...(logger && { logger }) });
  running.push(app);
  return app;
}

beforeEach(async () => {
  answered.length = 0;
  replicas = 0;
  gate = Promise.resolve();
  client = (await start('caller')).get(RpcClient);
});

afterEach(async () => {
  await Promise.all(running.map((app) => app.close()));
  running = [];
});

const failure = (asking: Promise<unknown>): Promise<unknown> =>
  asking.then(
    () => 'no failure',
    (error: unknown) => error,
  );

describe('asking another service', () => {
  it('answers with the parsed response, and fills the defaults of the request', async () => {
    await start('sums');
    expect(await client.request(Add, { a: 2, b: 3 })).toEqual({ sum: 5, replica: 1 });
    expect(await client.request(Add, { a: 2 })).toEqual({ sum: 3, replica: 1 });
  });

  it('hands on what came to whoever relays, and rejects like a request', async () => {
    await start('sums');
    const sum = await client.relay(Add, { a: 2, b: 3 });
    expect(sum.parse()).toEqual({ sum: 5, replica: 1 });
    expect(await failure(client.relay(Refuse, {}))).toMatchObject({ kind: 'conflict', code: 'too_late' });
    expect(String(await failure(client.relay(Drift, {})))).toBe('Error: internal error in sums');
  });

  it('relays a page again without having it sent again, until it changes', async () => {
    await start('sums');
    const sent = (key: string) => client.relay(Pages, {}, key);
    const first = await sent('key');
    const again = await sent('key');
    expect(again).toBe(first);
    expect(again.digest).toBe(digestOf(first.bytes));

    const [campaign] = listed;
    if (campaign === undefined) throw new Error('one is listed');
    listed = [{ ...campaign, name: 'after' }, campaign];
    const changed = (await sent('key')).parse();
    expect(changed).toMatchObject({ results: [{ name: 'after' }], has_more: true });
    expect(verifyCursor(changed.next_cursor ?? '', 'key')).toBe(cursorAfter(campaign.id));
    expect(await sent('key')).not.toBe(first);
    expect((await sent('another')).parse().next_cursor).not.toBe(changed.next_cursor);
  });

  it('rebuilds a refusal with its kind, code, message and details', async () => {
    await start('sums');
    const error = await failure(client.request(Refuse, {}));
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({
      kind: 'conflict',
      code: 'too_late',
      message: 'the door is closed',
      details: { blocking_reasons: [] },
    });
  });

  it('lists every field that is wrong', async () => {
    await start('sums');
    const wrong = JSON.parse('{"a":"x","note":{"text":1},"c":1,"d":2}');
    expect(await failure(client.request(Add, wrong))).toMatchObject({
      kind: 'invalid',
      code: 'validation_error',
      details: {
        errors: [
          { field: 'a', code: 'invalid_type', message: expect.any(String) },
          { field: 'note.text', code: 'invalid_type', message: expect.any(String) },
          { field: 'c', code: 'unknown_field', message: expect.any(String) },
          { field: 'd', code: 'unknown_field', message: expect.any(String) },
        ],
      },
    });
    expect(answered).toEqual([]);
  });

  it('masks a bug from the caller and logs it once with its stack', async () => {
    const logged: unknown[][] = [];
    const logger = { log() {}, warn() {}, error: (...line: unknown[]) => logged.push(line) };
    await start('sums', logger);

    const error = await failure(client.request(Break, {}));
    expect(error).not.toBeInstanceOf(DomainError);
    expect(String(error)).toBe('Error: internal error in sums');
    expect(logged).toEqual([
      ['rpc.sums.break.v1 failed', expect.stringMatching(/hunter2[^]*rpc\.int\.spec/), 'RpcServer'],
    ]);
  });

  it('fails under test where an answer left its contract', async () => {
    await start('sums');
    expect(String(await failure(client.request(Drift, {})))).toBe('Error: internal error in sums');
  });

  it('is unavailable, naming the service, when nobody answers', async () => {
    expect(await failure(client.request(Absent, { a: 1 }))).toMatchObject({
      kind: 'unavailable',
      message: 'nowhere is not running',
    });
  });

  it('is unavailable after the deadline', async () => {
    await start('sums');
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const hurried = { ...Add, timeoutMs: 2_000 }; // time enough to reach its handler
    expect(await failure(client.request(hurried, { a: 1 }))).toMatchObject({
      kind: 'unavailable',
      message: 'sums did not answer within 2000 ms',
    });
    expect(answered).toEqual([1]);
    open();
  });

  it('finds a service that starts while it is asked', async () => {
    const asking = client.request(Add, { a: 1 });
    await start('sums');
    expect(await asking).toMatchObject({ sum: 2 });
  });

  it('carries the request id and the trace along', async () => {
    await start('sums');
    const incoming = { requestId: 'r-7', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
    const seen = await withCorrelation(incoming, () => client.request(Trace, {}));
    expect(seen.requestId).toBe('r-7');
    expect(seen.traceparent).toBe(incoming.traceparent);
  });
});

describe('answering', () => {
  it('drops a request whose deadline has passed', async () => {
    const app = await start('sums');
    const { connection } = app.get(NatsConnectionHolder);
    const late = headers();
    late.set('Nimbus-Deadline', String(Date.now() - 1));
    connection.publish(Add.subject, '{"a":13}', { headers: late, reply: '_INBOX_caller.nobody' });

    await client.request(Add, { a: 2 });
    expect(answered).toEqual([2]);
  });

  it('goes to inboxes alone: a request that wants it elsewhere is not even handled', async () => {
    const app = await start('sums');
    const { connection } = app.get(NatsConnectionHolder);
    const heard: string[] = [];
    connection.subscribe('events.>', { callback: (_, { subject }) => void heard.push(subject) });
    connection.publish(Add.subject, '{"a":13}', { reply: 'events.campaign.launched' });
    connection.publish(Add.subject, '{"a":14}', { reply: '_INBOXES.forged' });

    await client.request(Add, { a: 2 });
    expect(await connection.request(Add.subject, '{"a":3}')).toMatchObject({ subject: expect.any(String) });
    expect([answered, heard]).toEqual([[2, 3], []]);
  });

  it('is shared by replicas: each request is answered once', async () => {
    await Promise.all([start('sums'), start('sums')]);
    const numbers = Array.from({ length: 60 }, (_, i) => i);
    const answers = await Promise.all(numbers.map((a) => client.request(Add, { a, b: 0 })));

    expect(answers.map(({ sum }) => sum)).toEqual(numbers);
    expect(new Set(answers.map(({ replica }) => replica))).toEqual(new Set([1, 2]));
    expect(answered.toSorted((x, y) => x - y)).toEqual(numbers);
  });

  it('finishes running requests at shutdown', async () => {
    const app = await start('sums');
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const asking = client.request(Add, { a: 1 });
    await eventually(() => expect(answered).toEqual([1]));

    const closing = app.close();
    open();
    expect(await asking).toMatchObject({ sum: 2 });
    await closing;
  });
});
