import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseHealth, DatabaseModule, MessagePublisher } from '#database';
import { Clock, SystemClock } from '#kernel';
import { JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import { HealthModule } from '#service';
import type { CampaignsConfig } from './campaigns.config.js';
import { Campaigns } from './campaigns/persistence/campaigns.js';
import * as campaigns from './campaigns/providers.js';
import { Analytics } from './clients/analytics.js';
import { Deliverability } from './clients/deliverability.js';
import { Dispatcher } from './clients/dispatcher.js';
import { Enrollment } from './clients/enrollment.js';
import { migrations } from './persistence/migrations/index.js';
import { SequenceUsers } from './sequences/index.js';
import * as sequences from './sequences/providers.js';

const clients = [Analytics, Deliverability, Dispatcher, Enrollment];

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
      controllers: [...campaigns.controllers, ...sequences.controllers],
      providers: [
        { provide: Clock, useValue: clock },
        { provide: MessagePublisher, useExisting: JetStreamPublisher },
        { provide: SequenceUsers, useExisting: Campaigns },
        ...clients,
        ...campaigns.repositories,
        ...sequences.repositories,
        ...campaigns.useCases,
        ...sequences.useCases,
        ...campaigns.consumers,
      ],
      exports: [MessagePublisher],
    };
  }
}
