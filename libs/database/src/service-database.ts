import { Logger, type Type } from '@nestjs/common';
import { escapeIdentifier, type ClientConfig } from 'pg';
import type { DataSourceOptions, MigrationInterface } from 'typeorm';

/** The database of one service: where it is, and the migrations that create its tables. */
export interface ServiceDatabase {
  /** Name of the service and of its PostgreSQL schema: lower case, e.g. `campaigns`. */
  readonly service: string;
  /** `postgres://user:password@host:port/database`. It may carry pg's own parameters (`sslmode`), but not `options`. */
  readonly url: string;
  /** All of them, oldest first; the first is the foundation of #database. */
  readonly migrations: readonly Type<MigrationInterface>[];
  /** Connections of this process, 10 by default. The relay holds one more. */
  readonly poolSize?: number;
  /** Milliseconds that one statement may run, 30,000 by default; 0 for no limit. */
  readonly statementTimeoutMs?: number;
  readonly outbox?: Partial<OutboxOptions>;
}

export interface OutboxOptions {
  /** How often the relay polls; messages of other replicas are published this late. */
  readonly pollIntervalMs: number;
  /** How long a relay that stands by waits before it asks for the lock again. */
  readonly standbyIntervalMs: number;
  /** How long published messages are kept for a republish, and how long after it the inbox still knows an event. */
  readonly historyDays: number;
  readonly inboxDays: number;
  readonly cleanUpIntervalMs: number;
}

export const OUTBOX_DEFAULTS: OutboxOptions = {
  pollIntervalMs: 2_000,
  standbyIntervalMs: 5_000,
  historyDays: 7,
  inboxDays: 14,
  cleanUpIntervalMs: 300_000,
};

/** Injection token of the `ServiceDatabase` of this process. */
export const SERVICE_DATABASE = Symbol('SERVICE_DATABASE');

/** The table of applied migrations, within the service's schema. */
export const MIGRATION_TABLE = 'migration';

const logger = new Logger('Database');

type Connectable = Pick<ServiceDatabase, 'service' | 'url' | 'statementTimeoutMs'>;

/** Options of one pg connection, pooled or not, whose `search_path` is the service's schema alone. */
export function clientConfig({ service, url, statementTimeoutMs = 30_000 }: Connectable): ClientConfig {
  return {
    connectionString: url,
    application_name: `nimbus-${service}`,
    options: [
      `-c search_path=${escapeIdentifier(schemaOf(service))}`,
      // The days that a statement computes must not depend on the server's setting.
      '-c TimeZone=UTC',
      // Starting parallel workers took 7 of the 10 ms of a word search, and the workers took the cores of other requests.
      '-c max_parallel_workers_per_gather=0',
    ].join(' '),
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementTimeoutMs,
    // The server cancels at `statement_timeout`. No answer at all means that the network swallows packets, which TCP
    // would report only after a quarter of an hour.
    ...(statementTimeoutMs > 0 ? { query_timeout: statementTimeoutMs + 5_000 } : {}),
    // A process that froze inside a transaction must not keep its locks.
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/** The options of the service's TypeORM data source. It changes no schema: that is the migrations' job, before a rollout. */
export function dataSourceOptions(database: ServiceDatabase): DataSourceOptions {
  const { connectionString: _, ...extra } = clientConfig(database);

  return {
    type: 'postgres',
    url: database.url,
    schema: schemaOf(database.service),
    migrations: [...database.migrations],
    migrationsTableName: MIGRATION_TABLE,
    migrationsTransactionMode: 'each',
    migrationsRun: false,
    synchronize: false,
    installExtensions: false,
    logging: false,
    poolSize: database.poolSize ?? 10,
    connectTimeoutMS: 5_000,
    // A server that restarts ends every idle connection. Without a listener each of them would end the process.
    poolErrorHandler: (error: Error) => {
      logger.warn(`an idle connection was lost: ${error.message}`);
    },
    // pg's own 10 s opened and closed connections all day wherever a burst came every few seconds.
    extra: { ...extra, idleTimeoutMillis: 300_000 },
  };
}

/** The schema of a service has its name; anything else than a plain name is a mistake in the wiring. */
export function schemaOf(service: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(service)) throw new Error(`${service} cannot name a schema`);

  return service;
}
