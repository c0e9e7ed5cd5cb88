import { Module, type DynamicModule } from '@nestjs/common';
import { Clock, SystemClock } from '#kernel';
import { serviceModule, WorkspaceStop, type ServiceConfig } from '#service';
import { EnrollingWork } from './campaigns/index.js';
import * as campaigns from './campaigns/providers.js';
import { FilterSegments } from './contacts/index.js';
import * as contacts from './contacts/providers.js';
import { StopWorkspace } from './enrolling/persistence/stop-workspace.js';
import * as enrolling from './enrolling/providers.js';
import { EnrollingSchedule } from './enrolling/transport/enrolling.schedule.js';
import * as enrollments from './enrollments/providers.js';
import { migrations } from './persistence/migrations/index.js';
import { persons } from './persistence/persons.js';
import { Segments } from './segments/index.js';
import * as segments from './segments/providers.js';
import * as suppressions from './suppressions/providers.js';

/** Everything but what requests, events and time start. */
export const core = [
  { provide: FilterSegments, useExisting: Segments },
  ...campaigns.repositories,
  ...contacts.repositories,
  ...enrolling.repositories,
  ...enrollments.repositories,
  ...segments.repositories,
  ...suppressions.repositories,
  ...campaigns.useCases,
  ...contacts.useCases,
  ...segments.useCases,
];

@Module({})
export class EnrollmentModule {
  static forConfig(config: ServiceConfig, clock: Clock = new SystemClock()): DynamicModule {
    return serviceModule({
      module: EnrollmentModule,
      service: 'enrollment',
      config,
      clock,
      migrations,
      persons,
      controllers: [
        ...contacts.controllers,
        ...enrollments.controllers,
        ...segments.controllers,
        ...suppressions.controllers,
      ],
      providers: [
        { provide: EnrollingWork, useExisting: EnrollingSchedule },
        { provide: WorkspaceStop, useClass: StopWorkspace },
        ...core,
        ...enrolling.schedules,
        ...enrollments.schedules,
        ...segments.schedules,
        ...enrollments.consumers,
      ],
    });
  }
}
