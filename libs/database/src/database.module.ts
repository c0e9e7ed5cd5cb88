import { Module, type DynamicModule } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { MetricsModule } from '#telemetry';
import { DatabaseMetrics } from './database-metrics.js';
import { DatabaseStatus } from './database-status.js';
import { DatabaseHealth } from './health.js';
import { Inbox } from './inbox.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { Outbox } from './outbox/outbox.js';
import { dataSourceOptions, SERVICE_DATABASE, type ServiceDatabase } from './service-database.js';
import { DeletedWorkspaces } from './tenancy/deleted-workspaces.js';
import { WorkspaceRows } from './tenancy/workspace-rows.js';
import { Database } from './transaction.js';

/** The database of one service, for its whole application: `Database`, `Outbox`, `Inbox`, `DatabaseHealth`, TypeORM's `DataSource`. */
@Module({})
export class DatabaseModule {
  /**
   * At boot it retries for a minute until PostgreSQL answers. It applies no migrations. The outbox's relay needs a
   * `MessagePublisher` from a global module.
   */
  static forService(database: ServiceDatabase): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [
        MetricsModule,
        TypeOrmModule.forRoot({
          ...dataSourceOptions(database),
          // Named, because several services may live in one process, where @nestjs/typeorm wants one name each.
          name: database.service,
          retryAttempts: 60,
          retryDelay: 1_000,
          verboseRetryLog: true,
        }),
      ],
      providers: [
        { provide: SERVICE_DATABASE, useValue: database },
        { provide: DataSource, useExisting: getDataSourceToken(database.service) },
        Database,
        Outbox,
        OutboxRelay,
        Inbox,
        DatabaseHealth,
        DatabaseMetrics,
        DatabaseStatus,
        DeletedWorkspaces,
        WorkspaceRows,
      ],
      exports: [
        DataSource,
        Database,
        DatabaseStatus,
        DeletedWorkspaces,
        Outbox,
        Inbox,
        DatabaseHealth,
        WorkspaceRows,
      ],
    };
  }
}
