import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { serviceModule, type ServiceConfig } from '#service';
import { migrations } from './persistence/migrations/index.js';

/** Connects and reports its health; mailboxes are not read yet. */
@Module({})
export class InboundModule {
  static forConfig(config: ServiceConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: InboundModule,
      service: 'inbound',
      config,
      clock,
      migrations,
    });
  }
}
