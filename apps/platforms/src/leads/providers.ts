import { randomUUID } from 'node:crypto';
import type { Provider, Type } from '@nestjs/common';
import { TemplateWorkers } from '#composing';
import type { PlatformsConfig } from '../platforms.config.js';
import { CampaignContents } from './clients/campaign-contents.js';
import { Senders } from './clients/senders.js';
import { LeadMetrics } from './persistence/lead-metrics.js';
import { LeadsThere } from './persistence/leads-there.js';
import { Leads } from './persistence/leads.js';
import { PushClaims, Pusher } from './persistence/push-claims.js';
import { DoubtsSchedule } from './transport/doubts.schedule.js';
import { LeadsConsumer } from './transport/leads.consumer.js';
import { LeadsController } from './transport/leads.controller.js';
import { LeavingSchedule } from './transport/leaving.schedule.js';
import { PushLoop } from './transport/push-loop.schedule.js';
import { PusherLife } from './transport/pusher-life.schedule.js';
import { StopsSchedule } from './transport/stops.schedule.js';
import { LookAfterLeads } from './use-cases/look-after-leads.js';
import { PlanLeads } from './use-cases/plan-leads.js';
import { PushLeads } from './use-cases/push-leads.js';
import { Rests } from './use-cases/rests.js';
import { WriteLeads } from './use-cases/write-leads.js';

/** The parts of this room that depend on the configuration. */
export const optionsOf = (_config: PlatformsConfig): Provider[] => [
  { provide: Pusher, useFactory: () => new Pusher(randomUUID()) },
];
export const providers: Provider[] = [
  TemplateWorkers,
  CampaignContents,
  Senders,
  LeadMetrics,
  Leads,
  LeadsThere,
  PushClaims,
  LookAfterLeads,
  PlanLeads,
  PushLeads,
  Rests,
  WriteLeads,
  DoubtsSchedule,
  LeavingSchedule,
  PushLoop,
  PusherLife,
  StopsSchedule,
  LeadsConsumer,
];
export const controllers: Type[] = [LeadsController];
