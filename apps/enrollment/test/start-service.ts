import { migrateService } from '#database';
import { RpcServer } from '#messaging';
import { startService, type RunningService } from '#service';
import { EnrollmentModule } from '../src/enrollment.module.js';
import { migrations } from '../src/persistence/migrations/index.js';

interface Servers {
  readonly databaseUrl: string;
  readonly natsUrl: string;
}

const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** The whole service on those servers; started again it is another replica. */
export async function startEnrollment({ databaseUrl, natsUrl }: Servers): Promise<RunningService> {
  await migrateService({ url: databaseUrl, service: 'enrollment', migrations });
  return startService({
    service: 'enrollment',
    module: EnrollmentModule.forConfig({
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: 4,
      NATS_URL: natsUrl,
      NATS_REPLICAS: 1,
      HOST: '127.0.0.1',
      PORT: 0,
      LOG_LEVEL: 'error',
    }),
    httpPort: 0,
    host: '127.0.0.1',
    logger: silent,
    strategy: RpcServer,
  });
}
