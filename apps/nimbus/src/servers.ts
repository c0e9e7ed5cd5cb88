import type { ServiceName } from '#contracts';

type Environment = Readonly<Record<string, string | undefined>>;

/** `<SERVICE>_DATABASE_URL`, else `DATABASE_URL`. Throws when neither is set. */
export function databaseUrlOf(service: ServiceName, env: Environment): string {
  const variable = `${service.toUpperCase()}_DATABASE_URL`;
  const url = env[variable] || env['DATABASE_URL'];
  if (!url) throw new Error(`Set DATABASE_URL, or ${variable} and one for each of the other services.`);
  return url;
}

/** The password in the URL of a service, for the role that the URL names; undefined where it names another role. */
export function rolePasswordIn(url: string, service: ServiceName): string | undefined {
  const { username, password } = new URL(url);
  return username === `nimbus_${service}` && password !== '' ? decodeURIComponent(password) : undefined;
}
