import { Injectable } from '@nestjs/common';
import { EVENT_RETENTION_DAYS } from '#contracts';
import { Database, deleteOlder } from '#database';

const DAY_MS = 24 * 3_600_000;

/** A secret that is not valid any more cannot leak. */
const FORGET_OLD_SECRETS = `
  update endpoint set previous_encrypted_secret = null, previous_secret_until = null
  where previous_secret_until <= $1`;

/** Deletes what nobody asks for any more. */
@Injectable()
export class EndpointRetention {
  constructor(private readonly database: Database) {}

  /** Secrets that a rotation has replaced, and figures and deleted endpoints that are older than every delivery. */
  async cleanUp(now: Date): Promise<'more' | 'done'> {
    const before = new Date(now.getTime() - (EVENT_RETENTION_DAYS + 1) * DAY_MS);
    await this.database.query(FORGET_OLD_SECRETS, [now]);
    const endpoints = await deleteOlder(this.database, DELETED_ENDPOINTS, before);
    const figures = await deleteOlder(this.database, FIGURES, before);
    return endpoints === 'more' || figures === 'more' ? 'more' : 'done';
  }
}

const DELETED_ENDPOINTS = { table: 'endpoint', key: ['id'], age: 'deleted_at' };
const FIGURES = { table: 'delivery_figure', key: ['endpoint_id', 'hour'], age: 'hour' };
