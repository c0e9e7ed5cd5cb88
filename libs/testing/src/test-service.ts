import { ConsoleLogger, type DynamicModule } from '@nestjs/common';
import { migrateService, type Migratable } from '#database';
import { RpcServer } from '#messaging';
import { startService, type RunningService, type StartOptions } from '#service';
import { urlOfUser } from './suite-account.js';
import type { SuiteServers } from './suite-servers.js';

/** The variables that name the suite's servers, as `loadConfig` reads them. */
type SuiteEnvironment = Readonly<Record<'DATABASE_URL' | 'NATS_URL', string>>;

interface TestServiceOptions extends Partial<Omit<StartOptions, 'module'>> {
  readonly service: string;
  readonly migrations: Migratable['migrations'];
  readonly module: (environment: SuiteEnvironment) => DynamicModule;
}

/**
 * Starts a whole service on the suite's database and NATS account, after its migrations, with the NATS user that it has
 * in production: a permission that is missing fails the test. Started again, it is another replica. Without HTTP, and with a logger that writes warnings and errors, unless the options say otherwise.
 */
export async function startTestService(
  { databaseUrl, natsUrl }: SuiteServers,
  { migrations, module, ...options }: TestServiceOptions,
): Promise<RunningService> {
  await migrateService({ service: options.service, url: databaseUrl, migrations });

  return startService({
    httpPort: null,
    host: '127.0.0.1',
    logger: new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn'] }),
    strategy: RpcServer,
    ...options,
    module: module({ DATABASE_URL: databaseUrl, NATS_URL: urlOfUser(natsUrl, options.service) }),
  });
}
