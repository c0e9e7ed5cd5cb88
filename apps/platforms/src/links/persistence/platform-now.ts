import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';
import type { ConnectionNow } from '../domain/pacing-blockers.js';

const OF_CONNECTION = 'select status, reason, blocked_until from connection where id = $1';

interface ConnectionRow {
  readonly status: 'working' | 'broken';
  readonly reason: string | null;
  readonly blocked_until: Date | null;
}

/** Whether a connection takes requests now. */
@Injectable()
export class PlatformNow {
  constructor(private readonly database: Database) {}

  async of(connectionId: Id<'pcon'>): Promise<ConnectionNow | undefined> {
    const [row] = await this.database.query<ConnectionRow>(OF_CONNECTION, [uuidOf(connectionId)]);
    if (row === undefined) return undefined;
    return { status: row.status, reason: row.reason, blockedUntil: row.blocked_until };
  }
}
