import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { serviceModule, type ServiceConfig } from '#service';
import * as exports from './exports/providers.js';
import * as metrics from './metrics/providers.js';
import { migrations } from './persistence/migrations/index.js';
import { persons } from './persistence/persons.js';

@Module({})
export class AnalyticsModule {
  static forConfig(config: ServiceConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: AnalyticsModule,
      service: 'analytics',
      config,
      clock,
      migrations,
      persons,
      controllers: [...exports.controllers, ...metrics.controllers],
      providers: [
        ...metrics.optionsOf(config),
        ...exports.repositories,
        ...metrics.repositories,
        ...exports.useCases,
        ...exports.schedules,
        ...metrics.consumers,
      ],
    });
  }
}
