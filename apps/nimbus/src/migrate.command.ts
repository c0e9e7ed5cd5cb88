import { Command, CommandRunner } from 'nest-commander';
import { SERVICES, type ServiceName } from '#contracts';
import { migrateService, provisionService, type ServiceDatabase } from '#database';
import { provisionAll } from '#messaging';
import { databaseUrlOf, provisionerNatsUrl, rolePasswordIn } from './servers.js';

interface Migrations {
  readonly migrations: ServiceDatabase['migrations'];
}

/** Each service keeps its own migrations; an import by name holds for a service that is added later. */
const migrationsOf = async (service: ServiceName): Promise<ServiceDatabase['migrations']> => {
  const file: Migrations = await import(`../../${service}/src/persistence/migrations/index.js`);
  return file.migrations;
};

@Command({
  name: 'migrate',
  description:
    'Makes the roles of PostgreSQL (with ADMIN_DATABASE_URL), applies pending migrations, and updates the streams (with PROVISIONER_NATS_URL or NATS_URL). Safe to run twice.',
})
export class MigrateCommand extends CommandRunner {
  async run(): Promise<void> {
    const { env } = process;
    const urls = SERVICES.map((service) => ({ service, url: databaseUrlOf(service, env) }));

    for (const { service, url } of urls) {
      if (env['ADMIN_DATABASE_URL']) await makeRole(env['ADMIN_DATABASE_URL'], service, url);
      const applied = await migrateService({ url, service, migrations: await migrationsOf(service) });
      print(`${service.padEnd(14)} ${applied.length === 0 ? 'up to date' : applied.join(', ')}`);
    }
    const natsUrl = provisionerNatsUrl(env);
    if (natsUrl !== undefined) await updateStreams(natsUrl, Number(env['NATS_REPLICAS'] ?? 1));
  }
}

/** A service whose URL names another role keeps that one: somebody else takes care of it. */
async function makeRole(adminUrl: string, service: ServiceName, url: string): Promise<void> {
  const password = rolePasswordIn(url, service);
  if (password !== undefined) await provisionService({ adminUrl, service, password });
}

async function updateStreams(url: string, replicas: number): Promise<void> {
  const created = await provisionAll(url, replicas);
  print(created.length === 0 ? 'the streams are up to date' : `created streams: ${created.join(', ')}`);
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
