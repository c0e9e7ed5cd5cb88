import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { serviceModule } from '#service';
import type { InboundConfig } from './inbound.config.js';
import { migrations } from './persistence/migrations/index.js';

/** Connects and reports its health; mailboxes are not read yet. */
@Module({})
export class InboundModule {
  static forConfig(config: InboundConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: InboundModule,
      service: 'inbound',
      config,
      clock,
      migrations,
    });
  }
}
