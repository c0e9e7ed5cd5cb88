import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import { BEAT, IS_DUE, MAKE_ALL_DUE, READ_DUE, RELEASE, TAKE } from './delivery-queues.sql.js';

/** Webhooks of one round: the statement that reads them stays well below a second. */
const TAKEN_AT_ONCE = 500;

/** A delivery whose time has come, of a webhook that the process holds. */
export interface DueDelivery {
  readonly webhookId: Id<'wh'>;
  readonly eventId: Id<'evt'>;
  readonly failures: number;
  /** The last change of the webhook's settings. */
  readonly changedAt: Date;
}

/** A webhook of the process after a beat. */
export interface HeldQueue {
  readonly webhookId: Id<'wh'>;
  readonly active: boolean;
  readonly changedAt: Date;
}

/** The part of a round that depends on the memory of the process. */
export interface Round {
  readonly holder: string;
  readonly now: Date;
  /** Held webhooks that need nothing more now. */
  readonly full: readonly Id<'wh'>[];
  /** How many further webhooks the process may hold. */
  readonly free: number;
  /** How many deliveries are read of a webhook, those that the process has already included. */
  readonly sizeOf: (webhookId: Id<'wh'>) => number;
}

export interface PickedUp {
  /** All that are held anew or still, also without a delivery. */
  readonly webhookIds: readonly Id<'wh'>[];
  readonly due: readonly DueDelivery[];
}

interface DueRow {
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly tries: number;
  readonly updated_at: Date;
}

interface HeldRow {
  readonly endpoint_id: string;
  readonly active: boolean;
  readonly updated_at: Date;
}

/**
 * The process that sends to each webhook, and the time when that is due. `due_at` is never later than the first waiting delivery that its holder
 * does not have in memory; what a holder has in memory when it dies, the next one reads again.
 */
@Injectable()
export class DeliveryQueues {
  constructor(private readonly database: Database) {}

  /** One statement, for the frequent case that there is nothing to do. */
  async isDue({ holder, now, full }: Round): Promise<boolean> {
    const params = [now, holder, full.map(uuidOf)];
    const [row] = await this.database.query<{ is_due: boolean }>(IS_DUE, params);
    return row?.is_due === true;
  }

  /** Leases what is due, and reads it. */
  pickUp({ holder, now, full, free, sizeOf }: Round): Promise<PickedUp> {
    return this.database.transaction(async (tx) => {
      const limit = free > 0 ? Math.min(free, TAKEN_AT_ONCE) : TAKEN_AT_ONCE;
      const params = [now, holder, full.map(uuidOf), free > 0, limit];
      const taken = await tx.query<{ endpoint_id: string }>(TAKE, params);
      const uuids = taken.map(({ endpoint_id }) => endpoint_id);
      const webhookIds = uuids.map((uuid) => idOf('wh', uuid));
      if (uuids.length === 0) return { webhookIds, due: [] };
      const rows = await tx.query<DueRow>(READ_DUE, [uuids, webhookIds.map(sizeOf), now]);
      return { webhookIds, due: rows.map(dueDelivery) };
    });
  }

  /** Renews the leases of the busy webhooks and gives the others back. Resolves with the busy ones that are still held. */
  async beat(holder: string, busy: readonly Id<'wh'>[]): Promise<HeldQueue[]> {
    const params = [holder, busy.map(uuidOf)];
    const rows = await this.database.query<HeldRow>(BEAT, params);
    return rows.map(({ endpoint_id, active, updated_at }) => ({
      webhookId: idOf('wh', endpoint_id),
      active,
      changedAt: updated_at,
    }));
  }

  /** After a failure, when nobody knows which deliveries were read: all are looked for again. */
  async makeAllDue(holder: string, now: Date): Promise<void> {
    await this.database.query(MAKE_ALL_DUE, [holder, now]);
  }

  /** Gives webhooks back, by default all. Somebody looks at them again at `dueAt`. */
  async release(holder: string, dueAt: Date, webhookIds?: readonly Id<'wh'>[]): Promise<void> {
    await this.database.query(RELEASE, [holder, webhookIds?.map(uuidOf) ?? null, dueAt]);
  }
}

const dueDelivery = ({ endpoint_id, event_id, tries, updated_at }: DueRow): DueDelivery => ({
  webhookId: idOf('wh', endpoint_id),
  eventId: idOf('evt', event_id),
  failures: tries,
  changedAt: updated_at,
});
