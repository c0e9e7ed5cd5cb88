import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseHealth, DatabaseModule, MessagePublisher } from '#database';
import { Clock, SystemClock } from '#kernel';
import { JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import { HealthModule } from '#service';
import type { CampaignsConfig } from './campaigns.config.js';
import { Analytics } from './clients/analytics.js';
import { Deliverability } from './clients/deliverability.js';
import { Dispatcher } from './clients/dispatcher.js';
import { CampaignList } from './campaigns/persistence/campaign-list.js';
import { CampaignRow } from './campaigns/persistence/campaign.row.js';
import { Campaigns } from './campaigns/persistence/campaigns.js';
import { migrations } from './persistence/migrations/index.js';
import { SequenceRow, SequenceStepRow } from './sequences/persistence/sequence.row.js';
import { SequenceList } from './sequences/persistence/sequence-list.js';
import { Sequences } from './sequences/persistence/sequences.js';
import { CampaignChecksController } from './campaigns/transport/campaign-checks.controller.js';
import { CampaignContactsController } from './campaigns/transport/campaign-contacts.controller.js';
import { CampaignResources } from './campaigns/transport/campaign-resources.js';
import { CampaignsController } from './campaigns/transport/campaigns.controller.js';
import { EnrollmentEventsConsumer } from './campaigns/transport/enrollment-events.consumer.js';
import { SequencesController } from './sequences/transport/sequences.controller.js';
import { ArchiveCampaign } from './campaigns/use-cases/archive-campaign.js';
import { BeginEnrollJob } from './campaigns/use-cases/begin-enroll-job.js';
import { ChangeSequence } from './sequences/use-cases/change-sequence.js';
import { CheckReadiness } from './campaigns/use-cases/run-preflight.js';
import { CloneCampaign } from './campaigns/use-cases/clone-campaign.js';
import { CompleteCampaign } from './campaigns/use-cases/complete-campaign.js';
import { CreateCampaign } from './campaigns/use-cases/create-campaign.js';
import { CreateSequence } from './sequences/use-cases/create-sequence.js';
import { EnrollContacts } from './campaigns/use-cases/enroll-contacts.js';
import { GetPacing } from './campaigns/use-cases/get-pacing.js';
import { LaunchCampaign } from './campaigns/use-cases/launch-campaign.js';
import { PauseCampaign } from './campaigns/use-cases/pause-campaign.js';
import { PreviewSequence } from './sequences/use-cases/preview-sequence.js';
import { RemoveContacts } from './campaigns/use-cases/remove-contacts.js';
import { ResumeCampaign } from './campaigns/use-cases/resume-campaign.js';
import { UpdateCampaign } from './campaigns/use-cases/update-campaign.js';

const repositories = [CampaignList, Campaigns, SequenceList, Sequences];
const useCases = [
  ArchiveCampaign,
  BeginEnrollJob,
  ChangeSequence,
  CheckReadiness,
  CloneCampaign,
  CompleteCampaign,
  CreateCampaign,
  CreateSequence,
  EnrollContacts,
  GetPacing,
  LaunchCampaign,
  PauseCampaign,
  PreviewSequence,
  RemoveContacts,
  ResumeCampaign,
  UpdateCampaign,
];

@Module({})
export class CampaignsModule {
  static forConfig(config: CampaignsConfig, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: CampaignsModule,
      global: true, // the outbox's relay asks for a MessagePublisher from outside of its own module
      imports: [
        DatabaseModule.forService({
          service: 'campaigns',
          url: config.DATABASE_URL,
          entities: [CampaignRow, SequenceRow, SequenceStepRow],
          migrations,
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MessagingModule.forService({
          service: 'campaigns',
          url: config.NATS_URL,
          replicas: config.NATS_REPLICAS,
        }),
        HealthModule.forChecks([DatabaseHealth, NatsHealth]),
      ],
      controllers: [
        CampaignChecksController,
        CampaignContactsController,
        CampaignsController,
        SequencesController,
      ],
      providers: [
        { provide: Clock, useValue: clock },
        { provide: MessagePublisher, useExisting: JetStreamPublisher },
        Analytics,
        Deliverability,
        Dispatcher,
        CampaignResources,
        ...repositories,
        ...useCases,
        EnrollmentEventsConsumer,
      ],
      exports: [MessagePublisher],
    };
  }
}
