import { provisionService, withClient } from '#database';
import { findNatsServer, startNats, startPostgres } from '#embedded';
import { findJetStream } from '#messaging';
import { ConfigError } from '#service';
import type { Home } from './home.js';
import { SERVICE_NAMES, type DatabaseUrlOf, type ServiceName } from './services.js';
import type { StandaloneConfig } from './standalone.config.js';

/** The servers of the services. With the embedded PostgreSQL each service has a role that sees its own schema only. */
export interface Servers {
  readonly databaseUrlOf: DatabaseUrlOf;
  readonly natsUrl: string;
  stop(): Promise<void>;
}

type Log = (line: string) => void;

/** PostgreSQL and nats-server: the servers of DATABASE_URL and NATS_URL, or embedded ones in `home`. */
export async function startServers(config: StandaloneConfig, home: Home, log: Log): Promise<Servers> {
  const starting = [
    config.DATABASE_URL === undefined ? embeddedPostgres(home, log) : givenPostgres(config.DATABASE_URL),
    config.NATS_URL === undefined ? embeddedNats(home, log) : givenNats(config.NATS_URL),
  ] as const;
  const stop = async (): Promise<void> => {
    const settled = await Promise.allSettled(starting);
    const started = settled.filter((server) => server.status === 'fulfilled');
    await Promise.all(started.map(({ value }) => value.stop()));
  };
  try {
    const [postgres, nats] = await Promise.all(starting);
    return { databaseUrlOf: postgres.urlOf, natsUrl: nats.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function embeddedPostgres(home: Home, log: Log) {
  const server = await startPostgres({ dir: home.path('postgres'), log });
  const urls = new Map<ServiceName, string>();
  for (const service of SERVICE_NAMES) {
    urls.set(service, await provisionService({ adminUrl: server.url, service }));
  }
  return { urlOf: (service: ServiceName) => urls.get(service) ?? server.url, stop: () => server.stop() };
}

/** Uses the role of the URL for all services; its operator may create separate roles. */
async function givenPostgres(url: string) {
  await withClient({ connectionString: url }, (client) => client.query('select 1')).catch(
    unreachable('DATABASE_URL', 'no PostgreSQL accepts this login there'),
  );
  return { urlOf: () => url, stop: nothing };
}

async function embeddedNats(home: Home, log: Log) {
  const binary = await findNatsServer({ log });
  return startNats({ dir: home.path('nats'), binary, log });
}

async function givenNats(url: string) {
  await findJetStream(url).catch(unreachable('NATS_URL', 'no nats-server with JetStream answers there'));
  return { url, stop: nothing };
}

const unreachable = (variable: string, problem: string) => (error: Error) => {
  throw new ConfigError(`${variable}: ${problem} (${error.message})`, { cause: error });
};

const nothing = (): Promise<void> => Promise.resolve();
