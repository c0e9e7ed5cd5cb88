import { Module, type DynamicModule } from '@nestjs/common';
import { DatabaseHealth, DatabaseModule, MessagePublisher } from '#database';
import { Clock, SystemClock } from '#kernel';
import { JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import { HealthModule } from '#service';
import type { AnalyticsConfig } from './analytics.config.js';
import * as exports from './exports/providers.js';
import * as metrics from './metrics/providers.js';
import { migrations } from './persistence/migrations/index.js';

@Module({})
export class AnalyticsModule {
  static forConfig(config: AnalyticsConfig, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: AnalyticsModule,
      global: true, // the outbox relay, which is in another module, needs the MessagePublisher
      imports: [
        DatabaseModule.forService({
          service: 'analytics',
          url: config.DATABASE_URL,
          migrations,
          poolSize: config.DATABASE_POOL_SIZE,
        }),
        MessagingModule.forService({
          service: 'analytics',
          url: config.NATS_URL,
          replicas: config.NATS_REPLICAS,
        }),
        HealthModule.forChecks([DatabaseHealth, NatsHealth]),
      ],
      controllers: [...exports.controllers, ...metrics.controllers],
      providers: [
        { provide: Clock, useValue: clock },
        { provide: MessagePublisher, useExisting: JetStreamPublisher },
        ...exports.clients,
        ...exports.repositories,
        ...metrics.repositories,
        ...exports.useCases,
        ...exports.schedules,
        ...metrics.consumers,
      ],
      exports: [MessagePublisher],
    };
  }
}
