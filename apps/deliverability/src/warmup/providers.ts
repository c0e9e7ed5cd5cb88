import { WarmupAnswers } from './persistence/warmup-answers.js';
import { WarmupCampaigns } from './persistence/warmup-campaigns.js';
import { WarmupMessages } from './persistence/warmup-messages.js';
import { WarmupPlans } from './persistence/warmup-plans.js';
import { WarmupReports } from './persistence/warmup-reports.js';
import { WarmupEventsConsumer } from './transport/warmup-events.consumer.js';
import { WarmupController } from './transport/warmup.controller.js';
import { WarmupCleanUp, WarmupHandingOver, WarmupPlanning } from './transport/warmup.schedule.js';
import { HandOverMessages } from './use-cases/hand-over-messages.js';

export const controllers = [WarmupController];
export const providers = [
  WarmupAnswers,
  WarmupCampaigns,
  WarmupMessages,
  WarmupPlans,
  WarmupReports,
  HandOverMessages,
  WarmupCleanUp,
  WarmupHandingOver,
  WarmupPlanning,
  WarmupEventsConsumer,
];
