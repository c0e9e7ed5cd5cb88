import { OPERATOR, SERVICES, type ServiceName } from '#contracts';
import { runningNatsPort, runningPostgresUrl } from '#embedded';
import { withLogin } from '#messaging';
import { Home, openNatsPasswords } from '../../standalone/src/home.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of `npm start`. */
export const homeDir = (env: Environment): string => env['NIMBUS_HOME'] || '.nimbus';

export const openHome = (env: Environment): Promise<Home> => Home.open(homeDir(env));

/** `<SERVICE>_DATABASE_URL`, else `DATABASE_URL`. Throws when neither is set. */
export function databaseUrlOf(service: ServiceName, env: Environment): string {
  const variable = `${service.toUpperCase()}_DATABASE_URL`;
  const url = env[variable] || env['DATABASE_URL'];
  if (!url) throw new Error(`Set DATABASE_URL, or ${variable} and one for each of the other services.`);
  return url;
}

/** The database of each service: of the environment, else of the PostgreSQL that `npm start` runs. */
export async function databaseUrls(env: Environment): Promise<{ service: ServiceName; url: string }[]> {
  const isGiven = SERVICES.some(
    (service) => env[`${service.toUpperCase()}_DATABASE_URL`] || env['DATABASE_URL'],
  );
  const running = isGiven ? undefined : runningPostgresUrl((await openHome(env)).path('postgres'));
  return SERVICES.map((service) => ({ service, url: running ?? databaseUrlOf(service, env) }));
}

/**
 * NATS as the operator: `OPERATOR_NATS_URL`, else `NATS_URL`, else the nats-server that `npm start` runs. Throws when there
 * is none.
 */
export async function operatorNatsUrl(env: Environment): Promise<string> {
  const given = env['OPERATOR_NATS_URL'] || env['NATS_URL'];
  if (given) return given;
  const home = await openHome(env);
  const port = runningNatsPort(home.path('nats'));
  if (port === undefined) throw new Error('Set OPERATOR_NATS_URL, or run `npm start` in this folder.');
  const passwordOf = await openNatsPasswords(home);
  return withLogin(`nats://127.0.0.1:${port}`, OPERATOR, passwordOf(OPERATOR));
}

/** The user that may change streams: `PROVISIONER_NATS_URL`, else `NATS_URL`. */
export const provisionerNatsUrl = (env: Environment): string | undefined =>
  env['PROVISIONER_NATS_URL'] || env['NATS_URL'] || undefined;

/** The password in the URL of a service, for the role that the URL names; undefined where it names another role. */
export function rolePasswordIn(url: string, service: ServiceName): string | undefined {
  const { username, password } = new URL(url);
  return username === `nimbus_${service}` && password !== '' ? decodeURIComponent(password) : undefined;
}
