export type { NewDeliverabilityEvent } from './domain/deliverability-event.js';
export { DeliverabilityEvents } from './persistence/deliverability-events.js';
