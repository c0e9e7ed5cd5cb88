export { startedEvents } from './events/started-events.js';
export { stepsDueEvents } from './events/steps-due-events.js';
export { DueStepsSchedule } from './transport/due-steps.schedule.js';
