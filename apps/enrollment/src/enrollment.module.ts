import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseHealth, DatabaseModule, MessagePublisher } from '#database';
import { provideJobs } from '#jobs';
import { Clock, SystemClock } from '#kernel';
import { JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import { HealthModule } from '#service';
import type { EnrollmentConfig } from './enrollment.config.js';
import { CampaignCandidates } from './persistence/campaign-candidates.js';
import { CampaignPlans } from './persistence/campaign-plans.js';
import { ChangedContacts } from './persistence/changed-contacts.js';
import { ContactCounts } from './persistence/contact-counts.js';
import { ContactList } from './persistence/contact-list.js';
import { Contacts } from './persistence/contacts.js';
import { EnrollmentList } from './persistence/enrollment-list.js';
import { Enrollments } from './persistence/enrollments.js';
import { ManualEnrollments } from './persistence/manual-enrollments.js';
import { migrations } from './persistence/migrations/index.js';
import { Regexes } from './persistence/regexes.js';
import { Segments } from './persistence/segments.js';
import { Suppressions } from './persistence/suppressions.js';
import { WaitingWork } from './persistence/waiting-work.js';
import { CampaignEventsConsumer } from './transport/campaign-events.consumer.js';
import { ContactListsController } from './transport/contact-lists.controller.js';
import { ContactsController } from './transport/contacts.controller.js';
import { EnrollJobsController } from './transport/enroll-jobs.controller.js';
import { EnrollmentsController } from './transport/enrollments.controller.js';
import { OutcomeEventsConsumer } from './transport/outcome-events.consumer.js';
import { Schedules } from './transport/schedules.js';
import { SegmentsController } from './transport/segments.controller.js';
import { SendsController } from './transport/sends.controller.js';
import { SuppressionsController } from './transport/suppressions.controller.js';
import { AddEnrollments } from './use-cases/add-enrollments.js';
import { ApplyOutcomes } from './use-cases/apply-outcomes.js';
import { ChangeContact } from './use-cases/change-contact.js';
import { ChangeSegment } from './use-cases/change-segment.js';
import { CountSegments } from './use-cases/count-segments.js';
import { DeleteContact } from './use-cases/delete-contact.js';
import { EnrollNextPage } from './use-cases/enroll-next-page.js';
import { FindContacts } from './use-cases/find-contacts.js';
import { FollowCampaigns } from './use-cases/follow-campaigns.js';
import { GetNewLeads } from './use-cases/get-new-leads.js';
import { JudgeSends } from './use-cases/judge-sends.js';
import { LiftSuppression } from './use-cases/lift-suppression.js';
import { MatchChangedContacts } from './use-cases/match-changed-contacts.js';
import { EnrollJob } from './use-cases/enroll-job.js';
import { OpenEnrollJob } from './use-cases/open-enroll-job.js';
import { RemoveEnrollments } from './use-cases/remove-enrollments.js';
import { RequireValidConditions } from './use-cases/require-valid-conditions.js';
import { TellDueSteps } from './use-cases/tell-due-steps.js';
import { WriteContacts } from './use-cases/write-contacts.js';

const repositories = [
  CampaignCandidates,
  CampaignPlans,
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
  ChangeContact,
  ChangeSegment,
  CountSegments,
  DeleteContact,
  EnrollNextPage,
  FindContacts,
  FollowCampaigns,
  GetNewLeads,
  JudgeSends,
  LiftSuppression,
  MatchChangedContacts,
  OpenEnrollJob,
  RemoveEnrollments,
  RequireValidConditions,
  TellDueSteps,
  ...provideJobs(EnrollJob),
  WriteContacts,
];

@Module({})
export class EnrollmentModule {
  static forConfig(config: EnrollmentConfig, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: EnrollmentModule,
      global: true, // the outbox's relay asks for a MessagePublisher from outside of its own module
      imports: [
        DatabaseModule.forService({
          service: 'enrollment',
          url: config.DATABASE_URL,
          entities: [],
          migrations,
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MessagingModule.forService({
          service: 'enrollment',
          url: config.NATS_URL,
          replicas: config.NATS_REPLICAS,
        }),
        HealthModule.forChecks([DatabaseHealth, NatsHealth]),
      ],
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
        { provide: Clock, useValue: clock },
        { provide: MessagePublisher, useExisting: JetStreamPublisher },
        ...repositories,
        ...useCases,
        Schedules,
        CampaignEventsConsumer,
        OutcomeEventsConsumer,
      ],
      exports: [MessagePublisher],
    };
  }
}
