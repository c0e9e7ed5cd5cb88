import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseHealth, DatabaseModule, MessagePublisher } from '#database';
import { Clock, SystemClock } from '#kernel';
import { JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import { HealthModule } from '#service';
import { migrations } from './persistence/migrations/index.js';
import type { WebhooksConfig } from './webhooks.config.js';

/** Connects and reports its health; endpoints and deliveries are not built yet. */
@Module({})
export class WebhooksModule {
  static forConfig(config: WebhooksConfig, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: WebhooksModule,
      global: true, // the outbox relay needs a MessagePublisher from a global module
      imports: [
        DatabaseModule.forService({
          service: 'webhooks',
          url: config.DATABASE_URL,
          migrations,
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MessagingModule.forService({
          service: 'webhooks',
          url: config.NATS_URL,
          replicas: config.NATS_REPLICAS,
        }),
        HealthModule.forChecks([DatabaseHealth, NatsHealth]),
      ],
      providers: [
        { provide: Clock, useValue: clock },
        { provide: MessagePublisher, useExisting: JetStreamPublisher },
      ],
      exports: [MessagePublisher],
    };
  }
}
