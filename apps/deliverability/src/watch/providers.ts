import { AccountLog } from '../accounts/index.js';
import { AccountWatch, FactSubscriber } from '../health/index.js';
import { AccountWatches } from './persistence/account-watches.js';
import { CampaignWatches } from './persistence/campaign-watches.js';
import { DeliverabilityEvents } from './persistence/deliverability-events.js';
import { RefusedAccounts } from './persistence/refused-accounts.js';
import { CampaignEventsConsumer } from './transport/campaign-events.consumer.js';
import { CleanUpSchedule } from './transport/clean-up.schedule.js';
import { DeliverabilityLogController } from './transport/deliverability-log.controller.js';

export const controllers = [DeliverabilityLogController];
export const providers = [
  AccountWatches,
  { provide: AccountWatch, useExisting: AccountWatches },
  CampaignWatches,
  { provide: FactSubscriber, useExisting: CampaignWatches },
  DeliverabilityEvents,
  RefusedAccounts,
  { provide: AccountLog, useExisting: RefusedAccounts },
  CleanUpSchedule,
  CampaignEventsConsumer,
];
