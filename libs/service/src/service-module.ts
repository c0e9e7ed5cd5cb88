import type { DynamicModule, ModuleMetadata, Type } from '@nestjs/common';
import type { ServiceName } from '#contracts';
import { DatabaseHealth, DatabaseModule, MessagePublisher, type ServiceDatabase } from '#database';
import { Clock } from '#kernel';
import { EventFilter, JetStreamPublisher, MessagingModule, NatsHealth } from '#messaging';
import type { SecretTable } from '#secrets';
import type { ServiceConfig } from './config.js';
import { contactRowsController } from './contact-rows.controller.js';
import { HealthModule } from './health.module.js';
import { LivingWorkspaces } from './living-workspaces.js';
import { operationsController, workspaceRowsController } from './operations.controller.js';
import { NO_PERSONS, PERSONS, type PersonData } from './person-data.js';
import { secretsController } from './secrets.controller.js';

export interface ServiceParts extends Pick<ModuleMetadata, 'imports' | 'controllers' | 'providers'> {
  readonly module: Type;
  readonly service: ServiceName;
  readonly config: ServiceConfig;
  readonly clock: Clock;
  readonly migrations: ServiceDatabase['migrations'];
  /** The data about persons that it has; none by default. */
  readonly persons?: PersonData;
  /** Its tables with secrets, which its SecretBox opens; none by default. */
  readonly secretTables?: readonly SecretTable[];
}

/** The root module of a service: its database, NATS, health and clock, and the parts of its own. */
export const serviceModule = ({
  module,
  service,
  config,
  clock,
  migrations,
  persons = NO_PERSONS,
  secretTables = [],
  ...own
}: ServiceParts): DynamicModule => ({
  module,
  global: true, // other modules need them: the outbox relay the MessagePublisher, the consumers the EventFilter
  imports: [
    DatabaseModule.forService({
      service,
      url: config.DATABASE_URL,
      migrations,
      poolSize: config.DATABASE_POOL_SIZE,
    }),
    MessagingModule.forService({ service, url: config.NATS_URL, replicas: config.NATS_REPLICAS }),
    HealthModule.forChecks([DatabaseHealth, NatsHealth]),
    ...(own.imports ?? []),
  ],
  controllers: [
    ...(own.controllers ?? []),
    operationsController(service),
    workspaceRowsController(service),
    contactRowsController(service),
    ...(secretTables.length > 0 ? [secretsController(service, secretTables)] : []),
  ],
  providers: [
    { provide: Clock, useValue: clock },
    { provide: MessagePublisher, useExisting: JetStreamPublisher },
    { provide: PERSONS, useValue: persons },
    { provide: EventFilter, useClass: LivingWorkspaces },
    ...(own.providers ?? []),
  ],
  exports: [EventFilter, MessagePublisher],
});
