import { DatabaseHealth, DatabaseModule, MessagePublisher } from '#database';
import { provideJobs } from '#jobs';
import { Clock, SystemClock } from '#kernel';
import { JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import { HealthModule } from '#service';
import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import type { AnalyticsConfig } from './analytics.config.js';
import { SendLog } from './clients/send-log.js';
import { Bounces } from './persistence/bounces.js';
import { Facts } from './persistence/facts.js';
import { migrations } from './persistence/migrations/index.js';
import { TimeSeries } from './persistence/time-series.js';
import { Totals } from './persistence/totals.js';
import { EmailEventsConsumer } from './transport/email-events.consumer.js';
import { ExportSchedule } from './transport/export-schedule.js';
import { ExportsController } from './transport/exports.controller.js';
import { MetricsController } from './transport/metrics.controller.js';
import { ReportsController } from './transport/reports.controller.js';
import { StartExport } from './use-cases/start-export.js';
import { ExportJob } from './use-cases/export-job.js';
import { ReadExport } from './use-cases/read-export.js';

const EXPORTS: Provider[] = [StartExport, ExportSchedule, ReadExport, SendLog, ...provideJobs(ExportJob)];

@Module({})
export class AnalyticsModule {
  static forConfig(config: AnalyticsConfig, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: AnalyticsModule,
      global: true, // the outbox's relay asks for a MessagePublisher from outside of its own module
      imports: [
        DatabaseModule.forService({
          service: 'analytics',
          url: config.DATABASE_URL,
          entities: [],
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
      controllers: [ExportsController, MetricsController, ReportsController],
      providers: [
        { provide: Clock, useValue: clock },
        { provide: MessagePublisher, useExisting: JetStreamPublisher },
        Bounces,
        Facts,
        TimeSeries,
        Totals,
        EmailEventsConsumer,
        ...EXPORTS,
      ],
      exports: [MessagePublisher],
    };
  }
}
