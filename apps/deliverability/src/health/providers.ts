import { AccountScores } from '../accounts/index.js';
import { AccountHealth } from './persistence/account-health.js';
import { Fleet } from './persistence/fleet.js';
import { HealthRebuild } from './persistence/health-rebuild.js';
import { MessageFacts } from './persistence/message-facts.js';
import { EmailEventsConsumer } from './transport/email-events.consumer.js';
import { FleetController } from './transport/fleet.controller.js';
import { FactsCleanUp, HealthSchedule } from './transport/health.schedule.js';
import { RebuildController } from './transport/rebuild.controller.js';
import { RefreshHealth } from './use-cases/refresh-health.js';

export const controllers = [FleetController, RebuildController];
export const providers = [
  AccountHealth,
  { provide: AccountScores, useExisting: AccountHealth },
  Fleet,
  HealthRebuild,
  MessageFacts,
  RefreshHealth,
  FactsCleanUp,
  HealthSchedule,
  EmailEventsConsumer,
];
