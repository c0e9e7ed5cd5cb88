import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { uuidOf, type Id } from '#kernel';
import type { Signal } from '../domain/signal.js';
import { RECORD_SIGNALS } from './signals.sql.js';

export interface SeenSignal {
  readonly send_id: Id<'send'>;
  readonly workspace_id: Id<'ws'>;
  readonly signal: Signal;
  readonly at: string;
}

/** The first time of everything that recipients did, for the send log. */
@Injectable()
export class Signals {
  constructor(private readonly database: Database) {}

  /** Idempotent, and the same in any order. A message of another workspace stays as it is. */
  async record(seen: readonly SeenSignal[]): Promise<void> {
    if (seen.length === 0) return;
    const rows = seen.map(({ send_id, workspace_id, ...signal }) => ({
      id: uuidOf(send_id),
      workspace_id: uuidOf(workspace_id),
      ...signal,
    }));
    await this.database.query(RECORD_SIGNALS, [JSON.stringify(rows)]);
  }
}
