import { Injectable } from '@nestjs/common';
import { Database, deleteOlder } from '#database';

const HOUR_MS = 3_600_000;
const HOURS_KEPT = 25;

/** The bytes of the answers that are kept, by workspace and hour: to add up a day of answers would read all of them. */
@Injectable()
export class IdempotencyUsage {
  constructor(private readonly database: Database) {}

  /** Deletes one batch of hours whose answers are deleted. */
  deleteOld(now: Date): Promise<'more' | 'done'> {
    const usage = { table: 'idempotency_usage', key: ['workspace_id', 'hour'], age: 'hour' };
    return deleteOlder(this.database, usage, new Date(now.getTime() - HOURS_KEPT * HOUR_MS));
  }
}
