// Applies the pending migrations of every service to its database, one after the other.
//   <SERVICE>_DATABASE_URL (CAMPAIGNS_DATABASE_URL=postgres://…), else DATABASE_URL for all of them
import { existsSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ROOT } from './prepare.mjs';

/** Every built application that exports migrations, as `{ service, migrations }`. */
export async function findServices() {
  const built = readdirSync(`${ROOT}dist/apps`)
    .toSorted()
    .map((service) => ({ service, file: `${ROOT}dist/apps/${service}/src/persistence/migrations/index.js` }))
    .filter(({ file }) => existsSync(file));

  return Promise.all(
    built.map(async ({ service, file }) => {
      const { migrations } = await import(pathToFileURL(file).href);
      return { service, migrations };
    }),
  );
}

/** Expects a finished build. Stops at the first migration that fails. */
export async function migrate(env = process.env) {
  const { migrateService } = await import(pathToFileURL(`${ROOT}dist/libs/database/src/index.js`).href);
  const services = (await findServices()).map((found) => ({
    ...found,
    url: databaseUrlOf(found.service, env),
  }));

  for (const { service, migrations, url } of services) {
    const applied = await migrateService({ url, service, migrations });
    console.log(`${service.padEnd(14)} ${applied.length === 0 ? 'up to date' : applied.join(', ')}`);
  }
}

export function databaseUrlOf(service, env = process.env) {
  const variable = `${service.toUpperCase()}_DATABASE_URL`;
  const url = env[variable] ?? env.DATABASE_URL;
  if (url) return url;
  console.error(`Set DATABASE_URL, or ${variable} and one for each of the other services.`);
  process.exit(1);
}
