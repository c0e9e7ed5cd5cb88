import { Module, type DynamicModule } from '@nestjs/common';
import { provideJobs } from '#jobs';
import { Clock, SystemClock } from '#kernel';
import { serviceModule } from '#service';
import { CampaignCandidates } from './campaigns/persistence/campaign-candidates.js';
import { CampaignReplicas } from './campaigns/persistence/campaign-replicas.js';
import { EnrollNextPage } from './campaigns/persistence/enroll-next-page.js';
import { GetNewLeads } from './campaigns/persistence/get-new-leads.js';
import { MatchChangedContacts } from './campaigns/persistence/match-changed-contacts.js';
import { SyncCampaigns } from './campaigns/persistence/sync-campaigns.js';
import { WaitingWork } from './campaigns/persistence/waiting-work.js';
import { CampaignEventsConsumer } from './campaigns/transport/campaign-events.consumer.js';
import { EnrollingSchedule } from './campaigns/transport/enrolling.schedule.js';
import { ChangedContacts } from './contacts/persistence/changed-contacts.js';
import { ContactCounts } from './contacts/persistence/contact-counts.js';
import { ContactList } from './contacts/persistence/contact-list.js';
import { Contacts } from './contacts/persistence/contacts.js';
import { ContactListsController } from './contacts/transport/contact-lists.controller.js';
import { ContactsController } from './contacts/transport/contacts.controller.js';
import { FindContacts } from './contacts/use-cases/find-contacts.js';
import { WriteContacts } from './contacts/use-cases/write-contacts.js';
import type { EnrollmentConfig } from './enrollment.config.js';
import { AddEnrollments } from './enrollments/persistence/add-enrollments.js';
import { ApplyOutcomes } from './enrollments/persistence/apply-outcomes.js';
import { ConfirmSends } from './enrollments/persistence/confirm-sends.js';
import { CreateEnrollJob } from './enrollments/persistence/create-enroll-job.js';
import { EnrollJob } from './enrollments/persistence/enroll-job.js';
import { EnrollmentList } from './enrollments/persistence/enrollment-list.js';
import { Enrollments } from './enrollments/persistence/enrollments.js';
import { ManualEnrollments } from './enrollments/persistence/manual-enrollments.js';
import { PublishDueSteps } from './enrollments/persistence/publish-due-steps.js';
import { RemoveEnrollments } from './enrollments/persistence/remove-enrollments.js';
import { EnrollJobsController } from './enrollments/transport/enroll-jobs.controller.js';
import { EnrollmentsController } from './enrollments/transport/enrollments.controller.js';
import { OutcomeEventsConsumer } from './enrollments/transport/outcome-events.consumer.js';
import { SendsController } from './enrollments/transport/sends.controller.js';
import { migrations } from './persistence/migrations/index.js';
import { Regexes } from './segments/persistence/regexes.js';
import { Segments } from './segments/persistence/segments.js';
import { SegmentsController } from './segments/transport/segments.controller.js';
import { ChangeSegment } from './segments/use-cases/change-segment.js';
import { CountSegments } from './segments/use-cases/count-segments.js';
import { RequireValidConditions } from './segments/use-cases/require-valid-conditions.js';
import { Suppressions } from './suppressions/persistence/suppressions.js';
import { SuppressionsController } from './suppressions/transport/suppressions.controller.js';

const repositories = [
  CampaignCandidates,
  CampaignReplicas,
  ChangedContacts,
  ContactCounts,
  ContactList,
  Contacts,
  EnrollmentList,
  Enrollments,
  ManualEnrollments,
  Regexes,
  Segments,
  Suppressions,
  WaitingWork,
];
const useCases = [
  AddEnrollments,
  ApplyOutcomes,
  ChangeSegment,
  CountSegments,
  EnrollNextPage,
  FindContacts,
  SyncCampaigns,
  GetNewLeads,
  ConfirmSends,
  MatchChangedContacts,
  CreateEnrollJob,
  RemoveEnrollments,
  RequireValidConditions,
  PublishDueSteps,
  ...provideJobs(EnrollJob),
  WriteContacts,
];

@Module({})
export class EnrollmentModule {
  static forConfig(config: EnrollmentConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: EnrollmentModule,
      service: 'enrollment',
      config,
      clock,
      migrations,
      controllers: [
        ContactListsController,
        ContactsController,
        EnrollJobsController,
        EnrollmentsController,
        SegmentsController,
        SendsController,
        SuppressionsController,
      ],
      providers: [
        ...repositories,
        ...useCases,
        EnrollingSchedule,
        CampaignEventsConsumer,
        OutcomeEventsConsumer,
      ],
    });
  }
}
