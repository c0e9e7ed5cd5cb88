import { provisionService, withClient } from '#database';
import { findNatsServer, startNats, startPostgres } from '#embedded';
import { findJetStream, natsUsers, outsideNatsUsers, PROVISIONER, withLogin } from '#messaging';
import { ConfigError } from '#service';
import { givenNatsUrls, openNatsPasswords, type Home } from './home.js';
import { outsideUsers } from './outside-users.js';
import { SERVICE_NAMES, type DatabaseUrlOf, type NatsUrlOf, type ServiceName } from './services.js';
import type { StandaloneConfig } from './standalone.config.js';

/**
 * The servers of the services. With the embedded PostgreSQL each service has a role that sees its own schema only, and
 * with the embedded nats-server a user that may do only what its contracts say.
 */
export interface Servers {
  readonly databaseUrlOf: DatabaseUrlOf;
  readonly natsUrlOf: NatsUrlOf;
  stop(): Promise<void>;
}

type Log = (line: string) => void;

/** PostgreSQL and nats-server: the servers of DATABASE_URL and NATS_URL, or embedded ones in `home`. */
export async function startServers(config: StandaloneConfig, home: Home, log: Log): Promise<Servers> {
  const starting = [
    postgresOf(config, home, log),
    config.NATS_URL === undefined ? embeddedNats(home, log) : givenNats(config.NATS_URL, home),
  ] as const;
  const stop = async (): Promise<void> => {
    const settled = await Promise.allSettled(starting);
    const started = settled.filter((server) => server.status === 'fulfilled');
    await Promise.all(started.map(({ value }) => value.stop()));
  };
  try {
    const [postgres, nats] = await Promise.all(starting);
    return { databaseUrlOf: postgres.urlOf, natsUrlOf: nats.urlOf, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function postgresOf({ DATABASE_URL, ADMIN_DATABASE_URL }: StandaloneConfig, home: Home, log: Log) {
  if (ADMIN_DATABASE_URL !== undefined) return administeredPostgres(ADMIN_DATABASE_URL);
  return DATABASE_URL === undefined ? embeddedPostgres(home, log) : givenPostgres(DATABASE_URL);
}

async function embeddedPostgres(home: Home, log: Log) {
  const server = await startPostgres({ dir: home.path('postgres'), log });
  return { urlOf: await rolesOf(server.url), stop: () => server.stop() };
}

async function administeredPostgres(adminUrl: string) {
  return { urlOf: await rolesOf(adminUrl).catch(unreachable('ADMIN_DATABASE_URL', REFUSED)), stop: nothing };
}

/** A role for each service, with a new password at every start. */
async function rolesOf(adminUrl: string): Promise<DatabaseUrlOf> {
  const urls = new Map<ServiceName, string>();
  for (const service of SERVICE_NAMES) {
    urls.set(service, await provisionService({ adminUrl, service }));
  }
  return (service) => urls.get(service) ?? adminUrl;
}

/** Uses the role of the URL for all services; its operator may create separate roles. */
async function givenPostgres(url: string) {
  await withClient({ connectionString: url }, (client) => client.query('select 1')).catch(
    unreachable('DATABASE_URL', REFUSED),
  );
  return { urlOf: () => url, stop: nothing };
}

async function embeddedNats(home: Home, log: Log) {
  const binary = await findNatsServer({ log });
  const passwordOf = await openNatsPasswords(home);
  const users = [...natsUsers(passwordOf), ...outsideNatsUsers(await outsideUsers(home))];
  const server = await startNats({ dir: home.path('nats'), binary, users, log });
  const urlOf: NatsUrlOf = (user) => withLogin(server.url, user, passwordOf(user));
  return { urlOf, stop: () => server.stop() };
}

/** Uses the user of the URL for all services, or the users of `npm run nats-users`. */
async function givenNats(url: string, home: Home) {
  const urlOf = await givenNatsUrls(home, url);
  await findJetStream(urlOf(PROVISIONER)).catch(
    unreachable('NATS_URL', 'no nats-server with JetStream answers there'),
  );
  return { urlOf, stop: nothing };
}

const unreachable = (variable: string, problem: string) => (error: Error) => {
  throw new ConfigError(`${variable}: ${problem} (${error.message})`, { cause: error });
};

const REFUSED = 'no PostgreSQL accepts this login there';

const nothing = (): Promise<void> => Promise.resolve();
