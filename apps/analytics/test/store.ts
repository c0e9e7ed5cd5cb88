import { Database, migrateService } from '#database';
import { DataSource } from 'typeorm';
import { migrations } from '../src/persistence/migrations/index.js';

export interface Store {
  readonly database: Database;
  /** Ends its connections. */
  close(): Promise<void>;
}

/** The service's migrated database without the service. */
export async function openStore(url: string): Promise<Store> {
  await migrateService({ url, service: 'analytics', migrations });
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    poolSize: 8,
    extra: { options: '-c search_path=analytics' },
  });
  await dataSource.initialize();

  return { database: new Database(dataSource, { service: 'analytics' }), close: () => dataSource.destroy() };
}
