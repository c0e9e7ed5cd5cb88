import { Inject, Injectable } from '@nestjs/common';
import { pendingMigrations } from './pending-migrations.js';
import { SERVICE_DATABASE, type ServiceDatabase } from './service-database.js';
import { Database } from './transaction.js';

const SERVER = `select current_setting('server_version') as version, clock_timestamp() as now`;

/** The server of this service as the service sees it. */
@Injectable()
export class DatabaseStatus {
  constructor(
    private readonly database: Database,
    @Inject(SERVICE_DATABASE) private readonly service: ServiceDatabase,
  ) {}

  async read() {
    const [server] = await this.database.query<{ version: string; now: Date }>(SERVER);
    return {
      version: server?.version ?? '',
      now: (server?.now ?? new Date(0)).toISOString(),
      pending_migrations: await pendingMigrations(this.database, this.service),
    };
  }
}
