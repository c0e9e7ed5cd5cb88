import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PublicEvent } from '#contracts';
import { Database } from '#database';
import { publicEventOf, type PublicEventRow } from './public-event.row.js';

/**
 * By the clock of the database: those of the processes may differ. Nothing is written where nothing is behind the cursor: an
 * idle system would else write once a second.
 */
const HOLD = `
  update out_cursor set holder = $1, held_until = now() + interval '15 seconds'
  where (holder = $1 or holder is null or held_until < now())
    and exists (select from event where event.position + 0 > out_cursor.position)
  returning position`;

const ADVANCE = `update out_cursor set position = $2 where holder = $1 and position < $2`;

const RELEASE = `update out_cursor set holder = null, held_until = null where holder = $1`;

/**
 * The lock of `PublicEvents` makes positions visible in their order: nothing appears before the cursor later. `+ 0` is the
 * expression of the index `event_in_order`.
 */
const BEHIND = `
  select id, type, created_at, workspace_id, data, position from event
  where position + 0 > $1 order by position + 0 limit $2`;

/** A stored event with its place among those of all workspaces. */
export interface NextEvent {
  readonly event: PublicEvent;
  /** `bigint`, which pg answers as text. */
  readonly position: string;
}

/** How far public events have left. One process at a time has the cursor; it is free 15 seconds after its last use. */
@Injectable()
export class OutCursor {
  private readonly holder = randomUUID();

  constructor(private readonly database: Database) {}

  /** The next events, oldest first; none where another process has the cursor. */
  async next(limit: number): Promise<NextEvent[]> {
    const [cursor] = await this.database.query<{ position: string }>(HOLD, [this.holder]);
    if (cursor === undefined) return [];
    const rows = await this.database.query<PublicEventRow & { position: string }>(BEHIND, [
      cursor.position,
      limit,
    ]);
    return rows.map((row) => ({ event: publicEventOf(row), position: row.position }));
  }

  /** All events up to this position have left. Without effect once another process has the cursor. */
  async advance(position: string): Promise<void> {
    await this.database.query(ADVANCE, [this.holder, position]);
  }

  /** Another process may have the cursor at once. */
  async release(): Promise<void> {
    await this.database.query(RELEASE, [this.holder]);
  }
}
