import { Injectable } from '@nestjs/common';
import type { PublicEvent } from '#contracts';
import { Database, type Transaction } from '#database';
import { Clock, idOf, uuidOf, type Id } from '#kernel';
import { columnsOf, publicEventOf, type PublicEventRow } from './public-event.row.js';
import { BY_IDS, LOCK_POSITIONS, MAKE_DUE, STORE, STORE_FOR_ONE } from './public-events.sql.js';

/** The news of a transaction that stored events. */
export interface StoredEvents {
  readonly workspaceIds: readonly Id<'ws'>[];
  /** The webhooks that have deliveries of them. */
  readonly webhookIds: readonly Id<'wh'>[];
}

export interface StoreOptions {
  /** The only webhook that gets the events, whatever it subscribes to. */
  readonly onlyTo?: Id<'wh'>;
}

interface StoredRow {
  readonly workspaces: readonly string[];
  readonly endpoints: readonly string[];
}

/** Public events as they were published, and the deliveries that follow from them. */
@Injectable()
export class PublicEvents {
  private readonly listeners: ((stored: StoredEvents) => void)[] = [];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Calls `listener` after each commit of this process that stored new events. */
  whenStored(listener: (stored: StoredEvents) => void): void {
    this.listeners.push(listener);
  }

  /** Stores events in a transaction of their own. Their partitions must be there. */
  async add(events: readonly PublicEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.database.transaction((tx) => this.store(tx, events));
  }

  /**
   * Stores events, in their order, with a delivery for each active webhook that subscribes to them, and makes the queues
   * of these webhooks due. An event that is stored already changes nothing.
   *
   * Call it before the transaction locks rows of `delivery_queue`: all that store events wait for one lock until the end of
   * the transaction, and those that have it lock queues.
   */
  async store(tx: Transaction, events: readonly PublicEvent[], { onlyTo }: StoreOptions = {}): Promise<void> {
    if (events.length === 0) return;
    await tx.query(LOCK_POSITIONS);
    const now = this.clock.now(); // under the lock, so that it rises with the positions
    const [stored] = await tx.query<StoredRow>(onlyTo === undefined ? STORE : STORE_FOR_ONE, [
      ...columnsOf(events),
      now,
      ...(onlyTo === undefined ? [] : [uuidOf(onlyTo)]),
    ]);
    if (stored === undefined || stored.workspaces.length === 0) return;
    if (stored.endpoints.length > 0) await tx.query(MAKE_DUE, [stored.endpoints, now]);
    tx.afterCommit(() => this.tell(stored));
  }

  /** Those that are still stored. */
  async find(ids: readonly Id<'evt'>[]): Promise<Map<Id<'evt'>, PublicEvent>> {
    const rows = await this.database.query<PublicEventRow>(BY_IDS, [ids.map(uuidOf)]);
    return new Map(rows.map(publicEventOf).map((event) => [event.id, event]));
  }

  private tell({ workspaces, endpoints }: StoredRow): void {
    const stored = {
      workspaceIds: workspaces.map((uuid) => idOf('ws', uuid)),
      webhookIds: endpoints.map((uuid) => idOf('wh', uuid)),
    };
    for (const listener of this.listeners) listener(stored);
  }
}
