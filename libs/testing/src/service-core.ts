import { Module, type DynamicModule, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Database,
  DatabaseModule,
  MessagePublisher,
  migrateService,
  type OutboxMessage,
  type ServiceDatabase,
} from '#database';
import { Clock, MovableClock } from '#kernel';

/** Stores what the relay publishes. */
class PublishedMessages extends MessagePublisher {
  readonly messages: OutboxMessage[] = [];

  publish(messages: readonly OutboxMessage[]): Promise<readonly boolean[]> {
    this.messages.push(...messages);
    return Promise.resolve(messages.map(() => true));
  }
}

/** The outbox of every service takes its publisher from a global module. */
@Module({})
class Surroundings {
  static with(publisher: MessagePublisher, clock: Clock): DynamicModule {
    const providers = [
      { provide: MessagePublisher, useValue: publisher },
      { provide: Clock, useValue: clock },
    ];
    return { module: Surroundings, global: true, providers, exports: [MessagePublisher, Clock] };
  }
}

type ServiceCoreOptions = Pick<ServiceDatabase, 'service' | 'url' | 'migrations'> &
  Partial<ServiceDatabase> & { readonly providers?: readonly Provider[]; readonly clock?: MovableClock };

/** Some providers of a service on its migrated database, without NATS. */
export interface ServiceCore {
  readonly app: INestApplicationContext;
  readonly database: Database;
  readonly clock: MovableClock;
  /** Messages that the outbox published. */
  readonly published: readonly OutboxMessage[];
  readonly get: INestApplicationContext['get'];
  readonly close: () => Promise<void>;
}

/** Started again on the same database and with the same clock, it is another replica. The clock runs on from noon. */
export async function startServiceCore({
  providers = [],
  clock = clockAtNoon(),
  ...database
}: ServiceCoreOptions): Promise<ServiceCore> {
  await migrateService(database);
  const publisher = new PublishedMessages();
  const app = await NestFactory.createApplicationContext(
    {
      module: class ServiceCoreModule {},
      imports: [Surroundings.with(publisher, clock), DatabaseModule.forService(database)],
      providers: [...providers],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );

  return {
    app,
    database: app.get(Database),
    clock,
    published: publisher.messages,
    get: app.get.bind(app),
    close: () => app.close(),
  };
}

/** Runs on from noon of today in UTC, so that no day ends within a test. */
function clockAtNoon(): MovableClock {
  const clock = new MovableClock();
  clock.travelTo(new Date(new Date().setUTCHours(12, 0, 0, 0)));
  return clock;
}
