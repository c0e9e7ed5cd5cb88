import { DeliverabilityEvents } from './persistence/deliverability-events.js';
import { EventsCleanUp } from './transport/clean-up.schedule.js';
import { DeliverabilityLogController } from './transport/deliverability-log.controller.js';

export const controllers = [DeliverabilityLogController];
export const providers = [DeliverabilityEvents, EventsCleanUp];
