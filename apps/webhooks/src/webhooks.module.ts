import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { serviceModule, type ServiceConfig } from '#service';
import { migrations } from './persistence/migrations/index.js';

/** Connects and reports its health; endpoints and deliveries are not built yet. */
@Module({})
export class WebhooksModule {
  static forConfig(config: ServiceConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: WebhooksModule,
      service: 'webhooks',
      config,
      clock,
      migrations,
    });
  }
}
