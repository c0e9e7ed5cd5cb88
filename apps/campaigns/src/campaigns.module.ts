import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { serviceModule, type ServiceConfig } from '#service';
import { Campaigns } from './campaigns/persistence/campaigns.js';
import * as campaigns from './campaigns/providers.js';
import { Analytics } from './clients/analytics.js';
import { Deliverability } from './clients/deliverability.js';
import { Dispatcher } from './clients/dispatcher.js';
import { Platforms } from './clients/platforms.js';
import { migrations } from './persistence/migrations/index.js';
import { SequenceUsers } from './sequences/index.js';
import * as sequences from './sequences/providers.js';

const clients = [Analytics, Deliverability, Dispatcher, Platforms];

@Module({})
export class CampaignsModule {
  static forConfig(config: ServiceConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: CampaignsModule,
      service: 'campaigns',
      config,
      clock,
      migrations,
      controllers: [...campaigns.controllers, ...sequences.controllers],
      providers: [
        { provide: SequenceUsers, useExisting: Campaigns },
        ...clients,
        ...campaigns.repositories,
        ...sequences.repositories,
        ...campaigns.useCases,
        ...sequences.useCases,
        ...campaigns.consumers,
        ...sequences.consumers,
      ],
    });
  }
}
