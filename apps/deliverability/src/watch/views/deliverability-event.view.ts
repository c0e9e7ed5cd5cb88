import type { DeliverabilityEventView } from '#contracts';
import type { DeliverabilityEvent } from '../domain/deliverability-event.js';

export const deliverabilityEventView = (event: DeliverabilityEvent): DeliverabilityEventView => ({
  ...event,
  reasons: [...event.reasons],
  at: event.at.toISOString(),
});
