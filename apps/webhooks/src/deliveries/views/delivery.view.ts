import { PublicEventType, type DeliveryListItem, type DeliveryView } from '#contracts';
import type { StoredDelivery } from '../persistence/delivery.row.js';

export const deliveryListItem = (delivery: StoredDelivery): DeliveryListItem => ({
  id: delivery.eventId,
  webhook_id: delivery.webhookId,
  event_type: PublicEventType.parse(delivery.type),
  status: delivery.status,
  attempts: [...delivery.attempts],
  next_attempt_at: delivery.nextAttemptAt?.toISOString() ?? null,
  created_at: delivery.createdAt.toISOString(),
});

export const deliveryView = (delivery: StoredDelivery, request: DeliveryView['request']): DeliveryView => ({
  ...deliveryListItem(delivery),
  request,
});
