import type { DeliveryAttempt } from '#contracts';
import { idOf, type Id } from '#kernel';
import type { DeliveryStatus } from '../domain/recorded-delivery.js';

export interface DeliveryRow {
  readonly event_id: string;
  readonly endpoint_id: string;
  readonly type: string;
  readonly status: DeliveryStatus;
  readonly next_attempt_at: Date | null;
  readonly attempts: readonly DeliveryAttempt[];
  readonly created_at: Date;
}

/** A delivery as the log shows it. */
export interface StoredDelivery {
  readonly eventId: Id<'evt'>;
  readonly webhookId: Id<'wh'>;
  readonly type: string;
  readonly status: DeliveryStatus;
  readonly nextAttemptAt: Date | null;
  readonly attempts: readonly DeliveryAttempt[];
  readonly createdAt: Date;
}

export const deliveryOf = (row: DeliveryRow): StoredDelivery => ({
  eventId: idOf('evt', row.event_id),
  webhookId: idOf('wh', row.endpoint_id),
  type: row.type,
  status: row.status,
  nextAttemptAt: row.next_attempt_at,
  attempts: row.attempts,
  createdAt: row.created_at,
});
