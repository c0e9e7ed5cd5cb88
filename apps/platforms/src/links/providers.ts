import type { Provider, Type } from '@nestjs/common';
import type { PlatformsConfig } from '../platforms.config.js';
import { Links } from './persistence/links.js';
import { PlatformNow } from './persistence/platform-now.js';
import { WaitingLeads } from './persistence/waiting-leads.js';
import { CampaignEventsConsumer } from './transport/campaign-events.consumer.js';
import { DelegatedCampaignsController } from './transport/delegated-campaigns.controller.js';
import { LinksSchedule } from './transport/links.schedule.js';
import { AdvanceLinks } from './use-cases/advance-links.js';
import { CheckCampaign } from './use-cases/check-campaign.js';
import { FindUsableAccounts } from './use-cases/find-usable-accounts.js';
import { HoldLink } from './use-cases/hold-link.js';
import { ReportPacing } from './use-cases/report-pacing.js';
import { TakeStep } from './use-cases/take-step.js';

/** The parts of this room that depend on the configuration. */
export const optionsOf = (_config: PlatformsConfig): Provider[] => [];
export const providers: Provider[] = [
  AdvanceLinks,
  CampaignEventsConsumer,
  CheckCampaign,
  FindUsableAccounts,
  HoldLink,
  Links,
  LinksSchedule,
  PlatformNow,
  ReportPacing,
  TakeStep,
  WaitingLeads,
];
export const controllers: Type[] = [DelegatedCampaignsController];
