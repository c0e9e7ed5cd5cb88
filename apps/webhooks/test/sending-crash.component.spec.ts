import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool, type PoolClient } from 'pg';
import { freePort } from '#embedded';
import { MovableClock, uuidOf } from '#kernel';
import { SecretBox } from '#secrets';
import {
  ended,
  eventually,
  spawnService,
  startServiceCore,
  urlOfUser,
  useServers,
  type ServiceCore,
} from '#testing';
import { EndpointSecrets } from '../src/endpoints/persistence/endpoint-secrets.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { PublicEvents } from '../src/public-events/index.js';
import { Receiver } from './receiver.js';
import { SendingSeed, type TestWebhook } from './sending-seed.js';
import { environmentOf } from './webhooks-harness.js';

const EVENTS = 30;
/** As many as are read at once: the others would wait for the outcomes of the first. */
const FEW = 8;

const servers = useServers();
const environment = environmentOf();
const processes: ChildProcess[] = [];
let core: ServiceCore;
let seed: SendingSeed;
let pool: Pool;
let receiver: Receiver;
let paths = 0;

beforeAll(async () => {
  const box = new SecretBox(Buffer.from(environment.SECRETS_KEY, 'base64'));
  const providers = [PublicEvents];
  const clock = new MovableClock(); // the time of the processes, for which an event of noon is not due in the morning
  core = await startServiceCore({
    service: 'webhooks',
    url: servers.databaseUrl,
    migrations,
    providers,
    clock,
  });
  seed = new SendingSeed(core.database, core.get(PublicEvents), new EndpointSecrets(box), clock);
  pool = new Pool({ connectionString: servers.databaseUrl, options: '-c search_path=webhooks', max: 2 });
  receiver = await Receiver.start();
  await kill(await aProcess()); // it makes the partitions of today
});
afterAll(async () => {
  for (const process of processes) process.kill('SIGKILL');
  await Promise.all(processes.map(ended));
  await receiver.stop();
  await pool.end();
  await core.close();
});

/** One that runs: a signal before that would end it like any program. */
async function aProcess(): Promise<ChildProcess> {
  const port = await freePort();
  const process = spawnService('webhooks', {
    ...environment,
    DATABASE_URL: servers.databaseUrl,
    NATS_URL: urlOfUser(servers.natsUrl, 'webhooks'),
    PORT: String(port),
  });
  processes.push(process);
  await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).ok).toBe(true));
  return process;
}

async function kill(victim: ChildProcess): Promise<void> {
  victim.kill('SIGKILL');
  await ended(victim);
}

const aWebhook = (): Promise<TestWebhook> => seed.webhook({ origin: receiver.url, path: `/${(paths += 1)}` });

/** Nobody can read or write the table until the connection is given back. */
async function lock(table: string): Promise<PoolClient> {
  const connection = await pool.connect();
  await connection.query('begin');
  await connection.query(`lock table ${table} in access exclusive mode`);
  return connection;
}

async function unlock(connection: PoolClient): Promise<void> {
  await connection.query('rollback');
  connection.release();
}

const statesOf = async ({ id }: TestWebhook): Promise<unknown[]> => {
  const { rows } = await pool.query(
    'select status, count(*)::int as count from delivery where endpoint_id = $1 group by status',
    [uuidOf(id)],
  );
  return rows;
};

/** A webhook, and the events that a process had not delivered when it was killed. */
interface Left {
  readonly webhook: TestWebhook;
  readonly ids: readonly string[];
}

/** Another process delivers everything, and knows that it has. */
async function expectAllDelivered({ webhook, ids }: Left): Promise<void> {
  await eventually(async () =>
    expect(await statesOf(webhook)).toEqual([{ status: 'succeeded', count: ids.length }]),
  );
  expect(receiver.eventsAt(webhook.path).toSorted()).toEqual(ids.toSorted());
}

const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

async function killedBeforeSending(): Promise<Left> {
  const webhook = await aWebhook();
  const ids = idsOf(await seed.store(webhook.workspace_id, EVENTS));
  const events = await lock('event'); // their bodies cannot be read
  const victim = await aProcess();
  await eventually(async () => {
    const { rows } = await pool.query(
      'select from delivery_queue where endpoint_id = $1 and holder is not null',
      [uuidOf(webhook.id)],
    );
    expect(rows).toHaveLength(1);
  });
  await kill(victim);
  await unlock(events);
  expect(receiver.at(webhook.path)).toEqual([]);
  return { webhook, ids };
}

async function killedWhileSending(): Promise<Left> {
  const webhook = await aWebhook();
  receiver.behave(webhook.path, () => 'hang');
  const victim = await aProcess();
  const ids = idsOf(await seed.store(webhook.workspace_id, EVENTS));
  await eventually(() => expect(receiver.at(webhook.path)).toHaveLength(10));
  await kill(victim);
  receiver.behave(webhook.path, () => ({}));
  return { webhook, ids };
}

async function killedBeforeRecording(): Promise<Left> {
  const webhook = await aWebhook();
  const victim = await aProcess();
  const figures = await lock('delivery_figure'); // no outcome can be recorded
  const ids = idsOf(await seed.store(webhook.workspace_id, FEW));
  await eventually(() => expect(receiver.eventsAt(webhook.path)).toHaveLength(FEW));
  await kill(victim);
  await unlock(figures);
  expect(await statesOf(webhook)).toEqual([{ status: 'pending', count: FEW }]);
  return { webhook, ids };
}

describe('a process that is killed', () => {
  let taken: Left;
  let underWay: Left;
  let answered: Left;
  /** Their leases of half a minute run out together, and one process takes all over. */
  beforeAll(async () => {
    taken = await killedBeforeSending();
    underWay = await killedWhileSending();
    answered = await killedBeforeRecording();
    await aProcess();
  });

  it('after it has taken deliveries and before it has sent them loses none', () => expectAllDelivered(taken));

  it('while requests are under way loses none', () => expectAllDelivered(underWay));

  it('after the answers and before they are recorded sends again and loses none', async () => {
    await expectAllDelivered(answered);
    expect(receiver.at(answered.webhook.path).length).toBeGreaterThanOrEqual(FEW * 2);
  });
});
