import { provideJobs } from '#jobs';
import { AddEnrollments } from './persistence/add-enrollments.js';
import { ApplyOutcomes } from './persistence/apply-outcomes.js';
import { ConfirmSends } from './persistence/confirm-sends.js';
import { EnrollJob } from './persistence/enroll-job.js';
import { EnrollJobs } from './persistence/enroll-jobs.js';
import { EnrollmentList } from './persistence/enrollment-list.js';
import { PublishDueSteps } from './persistence/publish-due-steps.js';
import { RemoveEnrollments } from './persistence/remove-enrollments.js';
import { ReopenSteps } from './persistence/reopen-steps.js';
import { SyncCampaigns } from './persistence/sync-campaigns.js';
import { CampaignEventsConsumer } from './transport/campaign-events.consumer.js';
import { DueStepsSchedule } from './transport/due-steps.schedule.js';
import { EnrollJobsController } from './transport/enroll-jobs.controller.js';
import { EnrollJobsSchedule } from './transport/enroll-jobs.schedule.js';
import { EnrollmentsController } from './transport/enrollments.controller.js';
import { OutcomeEventsConsumer } from './transport/outcome-events.consumer.js';
import { SendsController } from './transport/sends.controller.js';

export const repositories = [
  AddEnrollments,
  ApplyOutcomes,
  ConfirmSends,
  EnrollJobs,
  EnrollmentList,
  PublishDueSteps,
  RemoveEnrollments,
  ReopenSteps,
  SyncCampaigns,
  ...provideJobs(EnrollJob),
];
export const schedules = [DueStepsSchedule, EnrollJobsSchedule];
export const consumers = [CampaignEventsConsumer, OutcomeEventsConsumer];
export const controllers = [EnrollJobsController, EnrollmentsController, SendsController];
