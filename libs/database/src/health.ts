import { Inject, Injectable } from '@nestjs/common';
import { pendingMigrations } from './pending-migrations.js';
import { SERVICE_DATABASE, type ServiceDatabase } from './service-database.js';
import { Database } from './transaction.js';

/** Checks that the database answers and that every migration is applied. */
@Injectable()
export class DatabaseHealth {
  readonly name = 'database';

  constructor(
    private readonly database: Database,
    @Inject(SERVICE_DATABASE) private readonly service: ServiceDatabase,
  ) {}

  /** Rejects with the reason: DomainError `unavailable` when the store is away, Error when migrations are missing. */
  async check(): Promise<void> {
    const pending = await pendingMigrations(this.database, this.service);

    if (pending.length > 0) throw new Error(`migrations are not applied yet: ${pending.join(', ')}`);
  }
}
