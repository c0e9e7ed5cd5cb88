import { DeliverabilityEvents } from './persistence/deliverability-events.js';
import { EventsCleanUp } from './transport/clean-up.schedule.js';

export const providers = [DeliverabilityEvents, EventsCleanUp];
