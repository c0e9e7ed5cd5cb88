import { provideJobs } from '#jobs';
import { AddEnrollments } from './persistence/add-enrollments.js';
import { ApplyOutcomes } from './persistence/apply-outcomes.js';
import { ApplySignals } from './persistence/apply-signals.js';
import { ConfirmSends } from './persistence/confirm-sends.js';
import { EndEnrollments } from './persistence/end-enrollments.js';
import { EnrollJob } from './persistence/enroll-job.js';
import { EnrollJobs } from './persistence/enroll-jobs.js';
import { EnrollmentList } from './persistence/enrollment-list.js';
import { FinishedEnrollments } from './persistence/finished-enrollments.js';
import { PublishDueSteps } from './persistence/publish-due-steps.js';
import { RemoveEnrollments } from './persistence/remove-enrollments.js';
import { ReopenSteps } from './persistence/reopen-steps.js';
import { RepliedDomains } from './persistence/replied-domains.js';
import { SyncCampaigns } from './persistence/sync-campaigns.js';
import { CampaignEventsConsumer } from './transport/campaign-events.consumer.js';
import { DueStepsSchedule } from './transport/due-steps.schedule.js';
import { EnrollJobsController } from './transport/enroll-jobs.controller.js';
import { EnrollJobsSchedule } from './transport/enroll-jobs.schedule.js';
import { EnrollmentsController } from './transport/enrollments.controller.js';
import { OutcomeEventsConsumer } from './transport/outcome-events.consumer.js';
import { RepliedDomainsSchedule } from './transport/replied-domains.schedule.js';
import { SendsController } from './transport/sends.controller.js';
import { SignalEventsConsumer } from './transport/signal-events.consumer.js';

export const repositories = [
  AddEnrollments,
  ApplyOutcomes,
  ApplySignals,
  ConfirmSends,
  EndEnrollments,
  EnrollJobs,
  EnrollmentList,
  FinishedEnrollments,
  PublishDueSteps,
  RemoveEnrollments,
  ReopenSteps,
  RepliedDomains,
  SyncCampaigns,
  ...provideJobs(EnrollJob),
];
export const schedules = [DueStepsSchedule, EnrollJobsSchedule, RepliedDomainsSchedule];
export const consumers = [CampaignEventsConsumer, OutcomeEventsConsumer, SignalEventsConsumer];
export const controllers = [EnrollJobsController, EnrollmentsController, SendsController];
