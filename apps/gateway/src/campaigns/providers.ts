import { AnalyticsController } from './analytics.controller.js';
import { CampaignChecksController } from './campaign-checks.controller.js';
import { CampaignLists } from './campaign-lists.js';
import { CampaignsController } from './campaigns.controller.js';
import { EnrollBatch } from './enroll-batch.js';
import { EnrollmentsController } from './enrollments.controller.js';
import { SendsController } from './sends.controller.js';
import { StartEnrollJob } from './start-enroll-job.js';

export const controllers = [
  AnalyticsController,
  CampaignChecksController,
  CampaignsController,
  EnrollmentsController,
  SendsController,
];
export const providers = [CampaignLists, EnrollBatch, StartEnrollJob];
