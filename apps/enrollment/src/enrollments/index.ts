export { dueEvents } from './events/due-events.js';
export { startedEvents } from './events/started-events.js';
export { DueStepsSchedule } from './transport/due-steps.schedule.js';
