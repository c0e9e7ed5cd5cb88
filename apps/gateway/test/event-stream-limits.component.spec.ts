import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { WorkspaceId } from '#contracts';
import { uuidOf } from '#kernel';
import { EventClient, eventually, useServers } from '#testing';
import { EventStreams } from '../src/events/event-streams.js';
import { MAX_STREAMS } from '../src/events/stream-slots.js';
import { GatewayHarness, problemIn } from './gateway-harness.js';
import { People } from './people-fixtures.js';
import { StubEvents } from './stub-events.js';

const PATH = '/api/v1/events/stream/';
const MINUTE_MS = 60_000;
/** 200 MB of events, much more than the buffers of the system take. */
const EVENTS = 2_000;
const Created = z.object({ id: z.string(), api_key: z.string() });
type Person = Awaited<ReturnType<People['add']>>;

const servers = useServers();
let gateway: GatewayHarness;
let people: People;
let events: StubEvents;
let clients: EventClient[] = [];

beforeAll(async () => {
  gateway = await GatewayHarness.start(servers);
});
beforeEach(async () => {
  people = await People.start(gateway);
  events = await StubEvents.start(gateway, people.workspaceId);
});
afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await eventually(() => expect(open()).toBe(0));
  gateway.removeStubs();
});
afterAll(() => gateway.stop());

const streams = (at = gateway): EventStreams => at.app.get(EventStreams, { strict: false });
const open = (at = gateway): number => streams(at).size;

/** Lets time pass, after which the process looks after its streams. */
async function pass(ms: number): Promise<void> {
  gateway.clock.advance(ms);
  await streams().look();
}

const asOwner = (method: string, path: string, body?: object): Promise<Response> =>
  people.ask(people.owner.access_token, method, path, body);

/** The connections of the server. */
const count = (): Promise<number> => {
  const server = gateway.app.getHttpServer();
  return promisify(server.getConnections.bind(server))();
};

async function follow({ at = gateway, key = people.apiKey, path = PATH } = {}): Promise<EventClient> {
  const client = await EventClient.open(at.url, { key, path });
  clients.push(client);
  return client;
}

const slotsOf = async (workspaceId: WorkspaceId): Promise<number> => {
  const rows = await gateway.sql('select from event_stream where workspace_id = $1', [uuidOf(workspaceId)]);
  return rows.length;
};

describe('the streams of a workspace', () => {
  it('are fifty over all replicas, however many ask at once; the end of one makes room', async () => {
    const replica = await GatewayHarness.start(servers);
    try {
      const at = (index: number) => (index % 2 === 0 ? gateway : replica);
      const asked = Array.from({ length: MAX_STREAMS + 6 }, (_, index) => follow({ at: at(index) }));
      const statuses = (await Promise.all(asked)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(MAX_STREAMS);
      expect(statuses.filter((status) => status === 429)).toHaveLength(6);
      expect(open() + open(replica)).toBe(MAX_STREAMS);

      const refused = await replica.request('GET', PATH, { key: people.apiKey });
      expect(refused.headers.get('retry-after')).toBe('15');
      expect(await problemIn(refused)).toMatchObject({ status: 429, code: 'too_many_streams' });
      const neighbour = await People.start(gateway);
      expect((await follow({ key: neighbour.apiKey })).status).toBe(200);

      clients.find(({ status }) => status === 200)?.close();
      await eventually(async () => expect((await follow({ at: replica })).status).toBe(200));
    } finally {
      await replica.stop();
    }
  });

  it('keep their slots as long as they are open, and leave none', async () => {
    const client = await follow();
    for (let beat = 1; beat <= 4; beat += 1) {
      await pass(15_000);
      await eventually(() => expect(client.heartbeats).toBe(beat));
    }
    expect(await slotsOf(people.workspaceId)).toBe(1);
    expect(client.isEnded).toBe(false);
    client.close();
    await eventually(async () => expect(await slotsOf(people.workspaceId)).toBe(0));
  });

  it('of a replica that died make room after 45 seconds', async () => {
    await gateway.sql(
      `insert into event_stream select gen_random_uuid(), $1, $2 from generate_series(1, ${MAX_STREAMS})`,
      [uuidOf(people.workspaceId), new Date(gateway.clock.now().getTime() + 45_000)],
    );
    expect((await follow()).status).toBe(429);
    gateway.clock.advance(45_001);
    expect((await follow()).status).toBe(200);
    expect(await slotsOf(people.workspaceId)).toBe(1);
  });

  it('end when another connection may have their slot', async () => {
    const client = await follow();
    await gateway.sql('delete from event_stream where workspace_id = $1', [uuidOf(people.workspaceId)]);
    await pass(15_000);
    await eventually(() => expect(client.isEnded).toBe(true));
  });

  it('take no slot for a HEAD', async () => {
    const response = await gateway.request('HEAD', PATH, { key: people.apiKey });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(await slotsOf(people.workspaceId)).toBe(0);
    expect(open()).toBe(0);
  });
});

describe('a client that reads nothing', () => {
  it('is sent what the buffers of the system take, loses its connection after 30 seconds, and leaves nothing behind', async () => {
    const start = events.add({ type: 'campaign.paused' });
    const awake = await follow({ path: `${PATH}?type=campaign.paused` });
    const text = 'x'.repeat(100_000);
    for (let index = 0; index < EVENTS; index += 1) events.add({ data: { text } });
    events.pageSize = 5;
    const connections = await count();
    const asked = { key: people.apiKey, last: start.id };
    const asleep = await Promise.all([1, 2, 3].map(() => EventClient.openAsleep(gateway.url, asked)));
    clients.push(...asleep);
    expect(open()).toBe(4);

    await eventually(async () => {
      await pass(30_000);
      expect(open()).toBe(1);
    });
    expect(awake.isEnded).toBe(false);
    expect(events.reads).toBeLessThan((asleep.length * EVENTS) / events.pageSize);
    await eventually(async () => {
      expect(await slotsOf(people.workspaceId)).toBe(1);
      expect(await count()).toBeLessThanOrEqual(connections);
    });
  });
});

describe('the access to a stream', () => {
  it('ends with its key', async () => {
    const made = await asOwner('POST', 'api-keys/', { name: 'Console', scopes: ['webhooks:read'] });
    const { id, api_key } = Created.parse(await made.json());
    const [client, other] = [await follow({ key: api_key }), await follow()];
    await asOwner('DELETE', `api-keys/${id}/`);
    await pass(MINUTE_MS / 2);
    await eventually(() => expect(client.isEnded).toBe(true));
    expect(other.isEnded).toBe(false);
    expect((await follow({ key: api_key })).status).toBe(401);
  });

  it.each([
    ['its session', (person: Person) => people.ask(person.access_token, 'POST', 'auth/logout/')],
    ['its user', (person: Person) => asOwner('POST', `users/${person.id}/deactivate/`)],
    ['the role of its user', (person: Person) => asOwner('PATCH', `users/${person.id}/`, { role: 'viewer' })],
  ])('ends with %s', async (_, end) => {
    const person = await people.add('member');
    const client = await follow({ key: person.access_token });
    expect(client.status).toBe(200);
    expect((await end(person)).ok).toBe(true);
    await pass(MINUTE_MS / 2);
    await eventually(() => expect(client.isEnded).toBe(true));
  });

  it('ends when nobody can tell for a minute whether it is still given', async () => {
    const client = await follow();
    await gateway.sql('alter table api_key rename to api_key_away');
    try {
      gateway.clock.advance(MINUTE_MS / 2);
      await expect(streams().look()).rejects.toThrow('api_key');
      expect(client.isEnded).toBe(false);
      gateway.clock.advance(MINUTE_MS / 2);
      await eventually(() => expect(client.isEnded).toBe(true));
    } finally {
      await gateway.sql('alter table api_key_away rename to api_key');
    }
  });

  it('needs the scope of webhooks', async () => {
    const made = await asOwner('POST', 'api-keys/', { name: 'CRM', scopes: ['contacts:read'] });
    const { api_key } = Created.parse(await made.json());
    expect((await follow({ key: api_key })).status).toBe(403);
  });
});

describe('a stream', () => {
  it('ends after an hour, so that its client is checked as a whole again', async () => {
    const client = await follow();
    for (let step = 1; step < 80; step += 1) await pass(45_000);
    expect(open()).toBe(1);
    await pass(45_000);
    await eventually(() => expect(client.isEnded).toBe(true));
  });

  it('does not hold up a shutdown, also one whose client reads nothing', async () => {
    const replica = await GatewayHarness.start(servers);
    const start = events.add();
    const text = 'x'.repeat(100_000);
    for (let index = 0; index < EVENTS; index += 1) events.add({ data: { text } });
    events.pageSize = 5;
    const client = await follow({ at: replica });
    clients.push(await EventClient.openAsleep(replica.url, { key: people.apiKey, last: start.id }));
    expect(open(replica)).toBe(2);
    await replica.stop();
    expect(open(replica)).toBe(0);
    await eventually(() => expect(client.isEnded).toBe(true));
    expect(await slotsOf(people.workspaceId)).toBe(0);
  });
});
