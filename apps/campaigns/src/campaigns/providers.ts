import { CampaignList } from './persistence/campaign-list.js';
import { CampaignMetrics } from './persistence/campaign-metrics.js';
import { Campaigns } from './persistence/campaigns.js';
import { PlatformStates } from './persistence/platform-states.js';
import { CampaignChecksController } from './transport/campaign-checks.controller.js';
import { CampaignContactsController } from './transport/campaign-contacts.controller.js';
import { CampaignPages } from './transport/campaign-pages.js';
import { CampaignResources } from './transport/campaign-resources.js';
import { CampaignsController } from './transport/campaigns.controller.js';
import { DeliverabilityEventsConsumer } from './transport/deliverability-events.consumer.js';
import { EnrollmentEventsConsumer } from './transport/enrollment-events.consumer.js';
import { PlatformEventsConsumer } from './transport/platform-events.consumer.js';
import { AskGate } from './use-cases/ask-gate.js';
import { AutoPauseCampaign } from './use-cases/auto-pause-campaign.js';
import { CheckWarmupAccounts } from './use-cases/check-warmup-accounts.js';
import { CloneCampaign } from './use-cases/clone-campaign.js';
import { CreateCampaign } from './use-cases/create-campaign.js';
import { HoldCampaign } from './use-cases/hold-campaign.js';
import { LaunchCampaign } from './use-cases/launch-campaign.js';
import { RemoveContacts } from './use-cases/remove-contacts.js';
import { RunPreflight } from './use-cases/run-preflight.js';
import { UpdateCampaign } from './use-cases/update-campaign.js';
import { ValidateReferences } from './use-cases/validate-references.js';

export const repositories = [CampaignList, CampaignMetrics, Campaigns, PlatformStates];
export const useCases = [
  AskGate,
  AutoPauseCampaign,
  CampaignPages,
  CampaignResources,
  CheckWarmupAccounts,
  CloneCampaign,
  CreateCampaign,
  HoldCampaign,
  LaunchCampaign,
  RemoveContacts,
  RunPreflight,
  UpdateCampaign,
  ValidateReferences,
];
export const consumers = [DeliverabilityEventsConsumer, EnrollmentEventsConsumer, PlatformEventsConsumer];
export const controllers = [CampaignChecksController, CampaignContactsController, CampaignsController];
