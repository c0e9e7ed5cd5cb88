import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICES } from '#contracts';
import { startMailbox, startNats, startPostgres } from '#embedded';
import { natsUsers, provisionAll, PROVISIONER, withLogin } from '#messaging';
import { ADMIN_TOKEN } from '../support/campaign-fixtures.js';
import { freePorts } from '../support/free-ports.js';
import { ServiceProcesses } from './service-processes.js';

const SETTINGS = {
  // The writes of a killed process are in the memory of the operating system; only a power cut loses it.
  fsync: 'off',
  max_connections: '500',
};

type Mailbox = Awaited<ReturnType<typeof startMailbox>>;

/** The whole product on its own servers; a test can kill and restart each part. */
export interface ChaosSystem {
  readonly baseUrl: string;
  readonly mailbox: Mailbox;
  readonly services: ServiceProcesses;
  /** The HTTP port of `<service>/<replica>`. */
  readonly portOf: Readonly<Record<string, number>>;
  readonly databaseUrl: string;
  /** The files of nats-server: all streams. */
  readonly natsDir: string;
  /** The environment of `npm run nimbus`. */
  readonly operator: Readonly<Record<string, string>>;
  killPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
  killNats(): Promise<void>;
  startNats(): Promise<void>;
  /** Has a killed nats-server begin with nothing. */
  emptyNats(): Promise<void>;
  stop(): Promise<void>;
}

interface ChaosOptions {
  /** So many processes of a service can run at once. */
  readonly replicas?: number;
  /** Where recipients and callers reach the gateways; the first one by default. */
  readonly publicUrl?: string;
  readonly recipients?: NonNullable<Parameters<typeof startMailbox>[0]['recipients']>;
  /** Further variables of all services. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further variables of `<service>/<replica>`. */
  readonly ownEnv?: Readonly<Record<string, Record<string, string>>>;
}

export async function startChaosSystem({
  replicas = 1,
  publicUrl,
  recipients = 'passive',
  env: further = {},
  ownEnv = {},
}: ChaosOptions = {}): Promise<ChaosSystem> {
  const dir = await mkdtemp(join(tmpdir(), 'nimbus-chaos-'));
  const [postgresPort, natsPort, ...ports] = await freePorts(2 + SERVICES.length * replicas);
  const postgresOptions = { dir: join(dir, 'postgres'), port: Number(postgresPort), settings: SETTINGS };
  const natsOptions = { dir: join(dir, 'nats'), port: Number(natsPort), users: natsUsers((user) => user) };

  let postgres = await startPostgres(postgresOptions);
  let nats = await startNats(natsOptions);
  await provisionAll(withLogin(nats.url, PROVISIONER, PROVISIONER));
  const mailbox = await startMailbox({ dir: join(dir, 'mailbox'), refuse: isGone, recipients });

  const portOf = Object.fromEntries(namesOf(replicas).map((name, index) => [name, Number(ports[index])]));
  const baseUrl = publicUrl ?? `http://127.0.0.1:${portOf['gateway/1']}`;
  const env = environmentOf({ baseUrl, databaseUrl: postgres.url, natsUrl: nats.url });
  const services = new ServiceProcesses({ ...env, ...further }, portOf, ownEnv);

  return {
    baseUrl,
    mailbox,
    services,
    portOf,
    databaseUrl: postgres.url,
    natsDir: natsOptions.dir,
    operator: {
      DATABASE_URL: postgres.url,
      PROVISIONER_NATS_URL: withLogin(nats.url, PROVISIONER, PROVISIONER),
    },
    killPostgres: () => killProcess(postgres.pid),
    startPostgres: async () => {
      postgres = await startPostgres(postgresOptions);
    },
    killNats: () => killProcess(nats.pid),
    startNats: async () => {
      nats = await startNats(natsOptions);
    },
    emptyNats: () => rm(natsOptions.dir, { recursive: true }),
    stop: async () => {
      await services.stopAll();
      await mailbox.stop();
      await Promise.all([postgres.stop(), nats.stop()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The environment that all services share. */
const environmentOf = (urls: Readonly<Record<'baseUrl' | 'databaseUrl' | 'natsUrl', string>>) => ({
  DATABASE_URL: urls.databaseUrl,
  ...urlsOfUsers(urls.natsUrl),
  PUBLIC_URL: urls.baseUrl,
  ADMIN_TOKEN,
  RATE_LIMITS: 'off',
  JWT_SECRET: randomBytes(32).toString('base64'),
  TRACKING_SECRET: randomBytes(32).toString('base64'),
  SECRETS_KEY: randomBytes(32).toString('base64'),
  ALLOWED_HOSTS: '127.0.0.1:*',
  LOG_LEVEL: 'warn',
});

/** `CAMPAIGNS_NATS_URL` and so on: the permissions hold over restarts too. */
const urlsOfUsers = (url: string): Record<string, string> =>
  Object.fromEntries(
    SERVICES.map((service) => [`${service.toUpperCase()}_NATS_URL`, withLogin(url, service, service)]),
  );

const isGone = (address: string): boolean => address.startsWith('gone.');

/** `<service>/<replica>` of each process that may run. */
const namesOf = (replicas: number): string[] =>
  SERVICES.flatMap((service) => numbers(replicas).map((replica) => `${service}/${replica}`));

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Sends SIGKILL and waits for the end: a server that is restarted at once must find its port free. */
async function killProcess(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return; // ESRCH: no such process any more
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
