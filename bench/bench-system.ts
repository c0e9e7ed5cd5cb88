import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { WorkspaceCreated } from '#contracts';
import { startNats, startPostgres } from '#embedded';
import { SystemClock } from '#kernel';
import { natsUsers, withLogin } from '#messaging';
import { createLogger } from '#service';
import { RestClient } from '../apps/standalone/src/demo/rest-client.js';
import { migrateAll, startSystem } from '../apps/standalone/src/services.js';
import { CleanUps } from './clean-ups.js';
import { cpuSeconds, type CpuSeconds } from './cpu.js';

const ADMIN_TOKEN = randomBytes(16).toString('hex');
const NATS_PASSWORD = randomBytes(16).toString('hex');
/** For baselines: without permissions, whose cost is then in the difference. */
const BARE_USER = { user: 'bare', password: NATS_PASSWORD };

export interface BenchSystem {
  /** A connection for baselines and counts on the same server. */
  readonly database: Client;
  readonly natsUrl: string;
  newWorkspace(): Promise<RestClient>;
  /** CPU time of all services and both servers since their start; null where the platform does not tell. */
  cpu(): CpuSeconds | null;
  /** Repeats the statement until its column `n` has this value. */
  until(sql: string, params: readonly unknown[], n: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all services in this process, as `npm start` does, on durable embedded servers in a temporary folder. */
export async function startBenchSystem(rateLimits: 'on' | 'off' = 'off'): Promise<BenchSystem> {
  const cleanUps = new CleanUps();
  try {
    return await start(rateLimits, cleanUps);
  } catch (error) {
    await cleanUps.run();
    throw error;
  }
}

async function start(rateLimits: 'on' | 'off', cleanUps: CleanUps): Promise<BenchSystem> {
  const dir = await mkdtemp(join(tmpdir(), 'nimbus-bench-'));
  cleanUps.add(() => rm(dir, { recursive: true, force: true }));
  const postgres = await startPostgres({ dir: join(dir, 'postgres') });
  cleanUps.add(() => postgres.stop());
  const nats = await startNats({
    dir: join(dir, 'nats'),
    users: [...natsUsers(() => NATS_PASSWORD), BARE_USER],
  });
  cleanUps.add(() => nats.stop());
  const databaseUrlOf = (): string => postgres.url;
  await migrateAll(databaseUrlOf);
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const system = await startSystem({
    databaseUrlOf,
    natsUrlOf: (user) => withLogin(nats.url, user, NATS_PASSWORD),
    env: {
      ADMIN_TOKEN,
      RATE_LIMITS: rateLimits,
      JWT_SECRET: randomBytes(32).toString('base64'),
      TRACKING_SECRET: randomBytes(32).toString('base64'),
      SECRETS_KEY: randomBytes(32).toString('base64'),
      // the sinks of the measurements
      ALLOWED_HOSTS: '127.0.0.1:*',
    },
    clock: new SystemClock(),
    host: '127.0.0.1',
    port,
    publicUrl: baseUrl,
    logger: (service) => createLogger({ service, level: 'error' }),
  });
  cleanUps.add(() => system.stop());
  const database = new Client({ connectionString: postgres.url });
  await database.connect();
  cleanUps.add(() => database.end());

  return {
    database,
    natsUrl: withLogin(nats.url, BARE_USER.user, BARE_USER.password),
    newWorkspace: () => newWorkspace(baseUrl),
    cpu: () => cpuSeconds({ postgres: postgres.pid, nats: nats.pid }),
    until: (sql, params, n) => until(database, sql, params, n),
    stop: () => cleanUps.run(),
  };
}

async function until(database: Client, sql: string, params: readonly unknown[], n: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ n: number }>(sql, [...params]);
    if (rows[0]?.n === n) return;
    await pause(100);
  }
}

async function newWorkspace(baseUrl: string): Promise<RestClient> {
  const admin = new RestClient(baseUrl, ADMIN_TOKEN);
  const { api_key } = await admin.post(WorkspaceCreated, 'admin/workspaces/', {
    name: 'Measured',
    owner: {
      email: `${randomBytes(6).toString('hex')}@example.com`,
      password: randomBytes(12).toString('hex'),
    },
  });
  return new RestClient(baseUrl, api_key);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
