import { Database, DatabaseModule, MessagePublisher, migrateService, type OutboxMessage } from '#database';
import { Module, type DynamicModule, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { migrations } from '../src/persistence/migrations/index.js';

/** Keeps what the outbox publishes. */
class MemoryStream extends MessagePublisher {
  readonly messages: OutboxMessage[] = [];

  publish(messages: readonly OutboxMessage[]): Promise<readonly boolean[]> {
    this.messages.push(...messages);
    return Promise.resolve(messages.map(() => true));
  }
}

@Module({})
class StreamModule {
  static keeping(stream: MemoryStream): DynamicModule {
    return {
      module: StreamModule,
      global: true,
      providers: [{ provide: MessagePublisher, useValue: stream }],
      exports: [MessagePublisher],
    };
  }
}

export interface Store {
  readonly app: INestApplicationContext;
  readonly database: Database;
  readonly stream: MemoryStream;
}

/** The dispatcher's store on an empty database, with what of the service a suite is about. */
export async function openStore(url: string, providers: Provider[]): Promise<Store> {
  await migrateService({ service: 'dispatcher', url, migrations });
  const stream = new MemoryStream();
  const app = await NestFactory.createApplicationContext(
    {
      module: class StoreUnderTest {},
      imports: [
        StreamModule.keeping(stream),
        DatabaseModule.forService({ service: 'dispatcher', url, entities: [], migrations, poolSize: 12 }),
      ],
      providers,
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  return { app, database: app.get(Database), stream };
}
