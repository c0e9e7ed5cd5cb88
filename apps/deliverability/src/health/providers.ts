import { AccountScores } from '../accounts/index.js';
import { AccountHealth } from './persistence/account-health.js';
import { Fleet } from './persistence/fleet.js';
import { EmailEventsConsumer } from './transport/email-events.consumer.js';
import { FleetController } from './transport/fleet.controller.js';
import { HealthSchedule } from './transport/health.schedule.js';
import { RefreshHealth } from './use-cases/refresh-health.js';

export const controllers = [FleetController];
export const providers = [
  AccountHealth,
  { provide: AccountScores, useExisting: AccountHealth },
  Fleet,
  RefreshHealth,
  HealthSchedule,
  EmailEventsConsumer,
];
