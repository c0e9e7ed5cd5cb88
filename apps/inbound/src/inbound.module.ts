import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { Outbound, outboundOf } from '#outbound';
import { serviceModule } from '#service';
import type { InboundConfig } from './inbound.config.js';
import * as mailboxes from './mailboxes/providers.js';
import { migrations } from './persistence/migrations/index.js';
import * as replies from './replies/providers.js';

@Module({})
export class InboundModule {
  static forConfig(config: InboundConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: InboundModule,
      service: 'inbound',
      config,
      clock,
      migrations,
      providers: [
        { provide: Outbound, useValue: outboundOf(config) },
        ...mailboxes.optionsOf(config),
        ...mailboxes.clients,
        ...mailboxes.repositories,
        ...mailboxes.useCases,
        ...replies.useCases,
        ...mailboxes.schedules,
        ...mailboxes.consumers,
      ],
    });
  }
}
