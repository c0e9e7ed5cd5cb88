import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseHealth, DatabaseModule, MessagePublisher } from '#database';
import { Clock, SystemClock } from '#kernel';
import { JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import { HealthModule } from '#service';
import type { CampaignsConfig } from './campaigns.config.js';
import { Analytics } from './clients/analytics.js';
import { Deliverability } from './clients/deliverability.js';
import { Dispatcher } from './clients/dispatcher.js';
import { CampaignList } from './persistence/campaign-list.js';
import { CampaignRow } from './persistence/campaign.row.js';
import { Campaigns } from './persistence/campaigns.js';
import { migrations } from './persistence/migrations/index.js';
import { SequenceRow, SequenceStepRow } from './persistence/sequence.row.js';
import { SequenceList } from './persistence/sequence-list.js';
import { Sequences } from './persistence/sequences.js';
import { CampaignChecksController } from './transport/campaign-checks.controller.js';
import { CampaignContactsController } from './transport/campaign-contacts.controller.js';
import { CampaignResources } from './transport/campaign-resources.js';
import { CampaignTexts } from './transport/campaign-texts.js';
import { CampaignsController } from './transport/campaigns.controller.js';
import { EnrollmentEventsConsumer } from './transport/enrollment-events.consumer.js';
import { ListedFigures } from './transport/listed-figures.js';
import { SequencesController } from './transport/sequences.controller.js';
import { ArchiveCampaign } from './use-cases/archive-campaign.js';
import { BeginEnrollJob } from './use-cases/begin-enroll-job.js';
import { ChangeSequence } from './use-cases/change-sequence.js';
import { CheckReadiness } from './use-cases/check-readiness.js';
import { CloneCampaign } from './use-cases/clone-campaign.js';
import { CompleteCampaign } from './use-cases/complete-campaign.js';
import { CreateCampaign } from './use-cases/create-campaign.js';
import { CreateSequence } from './use-cases/create-sequence.js';
import { EnrollContacts } from './use-cases/enroll-contacts.js';
import { GetPacing } from './use-cases/get-pacing.js';
import { LaunchCampaign } from './use-cases/launch-campaign.js';
import { PauseCampaign } from './use-cases/pause-campaign.js';
import { PreviewSequence } from './use-cases/preview-sequence.js';
import { RemoveContacts } from './use-cases/remove-contacts.js';
import { ResumeCampaign } from './use-cases/resume-campaign.js';
import { UpdateCampaign } from './use-cases/update-campaign.js';

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
        CampaignTexts,
        ListedFigures,
        ...repositories,
        ...useCases,
        EnrollmentEventsConsumer,
      ],
      exports: [MessagePublisher],
    };
  }
}
