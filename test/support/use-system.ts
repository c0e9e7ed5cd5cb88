import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { freePort, startMailbox } from '#embedded';
import { MovableClock } from '#kernel';
import { createLogger, type LoggerOptions } from '#service';
import { urlOfUser, useServers, type SuiteServers } from '#testing';
import { PasswordHasher } from '../../apps/gateway/src/auth/password-hasher.js';
import {
  migrateAll,
  startSystem,
  type System,
  type SystemOptions,
} from '../../apps/standalone/src/services.js';
import { ReachinboxServer } from '../platforms/reachinbox-server.js';
import { ADMIN_TOKEN } from './campaign-fixtures.js';

type Mailbox = Awaited<ReturnType<typeof startMailbox>>;

export interface SystemUnderTest {
  readonly baseUrl: string;
  /** The addresses of the gateways of all replicas; the first is `baseUrl`. */
  readonly baseUrls: readonly string[];
  readonly mailbox: Mailbox;
  /** An outside platform; nobody answers at the others, unless the variables say where they are. */
  readonly reachinbox: ReachinboxServer;
  /** The addresses of the metrics of each service of the first replica. */
  readonly metricsUrls: System['metricsUrls'];
  /** The database of all services, as superuser. */
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly clock: MovableClock;
}

/** No test asks the real ones. */
const NO_PLATFORMS = {
  SMARTLEAD_URL: 'http://127.0.0.1:9',
  INSTANTLY_URL: 'http://127.0.0.1:9',
  LEMLIST_URL: 'http://127.0.0.1:9',
};

/** At the cost of production, the owner of each test's workspace takes a third of a second of a core. */
const CHEAP_HASHES = new PasswordHasher({ N: 2 ** 8, r: 8, p: 1 });

const isGone = (address: string): boolean => address.startsWith('gone.');

type Log = Pick<LoggerOptions, 'level' | 'destination'>;
const ERRORS: Log = { level: 'error' };

/** Runs all services in this process on the suite's database and NATS account, with a mailbox. Tests use HTTP only. */
export function useSystem({
  replicas = 1,
  rateLimits = 'off',
  /** Further variables of the services; asked for when the system starts. */
  environment = (): Readonly<Record<string, string>> => ({}),
  /** Errors on standard output by default. */
  log = ERRORS,
  /** Whether addresses that the system tells, such as those of hooks, lead to it. One replica alone can be reached so. */
  reachable = false,
} = {}): SystemUnderTest {
  const servers = useServers();
  const clock = new MovableClock();
  const systems: System[] = [];
  const reachinbox = useReachinbox();
  let mailbox: Mailbox | undefined;
  let dir: string | undefined;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nimbus-e2e-'));
    mailbox = await startMailbox({ dir, refuse: isGone, recipients: 'passive' });
    await migrateAll(() => servers.databaseUrl);
    const at = { ALLOWED_HOSTS: `127.0.0.1:${mailbox.smtpPort}`, REACHINBOX_URL: reachinbox.url };
    const env = { RATE_LIMITS: rateLimits, ...NO_PLATFORMS, ...at, ...environment() };
    const options = optionsOf(servers, env, clock, { log, port: reachable ? await freePort() : 0 });
    while (systems.length < replicas) systems.push(await startSystem(options));
  });

  afterAll(async () => {
    for (const system of systems) await system.stop();
    await mailbox?.stop();
    if (dir !== undefined) await rm(dir, { recursive: true, force: true });
  });

  return {
    get baseUrl() {
      return started(systems[0]).baseUrl;
    },
    get baseUrls() {
      return systems.map((system) => system.baseUrl);
    },
    get metricsUrls() {
      return started(systems[0]).metricsUrls;
    },
    get mailbox() {
      return started(mailbox);
    },
    get databaseUrl() {
      return servers.databaseUrl;
    },
    get natsUrl() {
      return servers.natsUrl;
    },
    reachinbox,
    clock,
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the system runs between beforeAll and afterAll only');
  return value;
}

function useReachinbox(): ReachinboxServer {
  const server = new ReachinboxServer();
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  return server;
}

const optionsOf = (
  servers: SuiteServers,
  env: Readonly<Record<string, string>>,
  clock: MovableClock,
  { log, port }: { readonly log: Log; readonly port: number },
): SystemOptions => ({
  databaseUrlOf: () => servers.databaseUrl,
  natsUrlOf: (user) => urlOfUser(servers.natsUrl, user),
  env: {
    ADMIN_TOKEN,
    JWT_SECRET: randomBytes(32).toString('base64'),
    TRACKING_SECRET: randomBytes(32).toString('base64'),
    SECRETS_KEY: randomBytes(32).toString('base64'),
    ...env,
  },
  clock,
  passwords: CHEAP_HASHES,
  host: '127.0.0.1',
  port,
  servesMetrics: true,
  publicUrl: `http://127.0.0.1:${port === 0 ? 1 : port}`,
  logger: (service) => createLogger({ service, ...log }),
});
