import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { serviceModule } from '#service';
import { migrations } from './persistence/migrations/index.js';
import type { WebhooksConfig } from './webhooks.config.js';

/** Connects and reports its health; endpoints and deliveries are not built yet. */
@Module({})
export class WebhooksModule {
  static forConfig(config: WebhooksConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: WebhooksModule,
      service: 'webhooks',
      config,
      clock,
      migrations,
    });
  }
}
