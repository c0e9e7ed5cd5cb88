import { randomBytes, randomUUID } from 'node:crypto';
import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Database,
  DatabaseModule,
  Foundation1700000000000,
  MessagePublisher,
  migrateService,
  Outbox,
  type OutboxMessage,
  type ServiceDatabase,
} from '../src/index.js';
import { MemoryStream } from './memory-stream.js';

@Module({})
class StreamModule {
  static of(publisher: MessagePublisher): DynamicModule {
    return {
      module: StreamModule,
      global: true,
      providers: [{ provide: MessagePublisher, useValue: publisher }],
      exports: [MessagePublisher],
    };
  }
}

const MIGRATIONS = [Foundation1700000000000];

/** A service of its own for each test that changes what others would see. Its schema is there. */
export async function aService(url: string): Promise<string> {
  const service = `orders_${randomBytes(4).toString('hex')}`;
  await migrateService({ url, service, migrations: MIGRATIONS });
  return service;
}

/** A replica of a small service: nothing but its database. Its relay looks and retries quickly. */
export async function bootService(
  database: Pick<ServiceDatabase, 'url' | 'service'> & Partial<ServiceDatabase>,
  publisher: MessagePublisher = new MemoryStream(),
): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(
    {
      module: class Service {},
      imports: [
        StreamModule.of(publisher),
        DatabaseModule.forService({
          migrations: MIGRATIONS,
          outbox: { pollIntervalMs: 20, standbyIntervalMs: 20 },
          ...database,
        }),
      ],
    },
    { logger: false, abortOnError: false },
  );
}

export const aMessage = (subject = 'evt.order.placed.v1'): OutboxMessage => ({
  id: randomUUID(),
  subject,
  payload: JSON.stringify({ note: 'naïve \u0000 "quoted"' }),
  headers: { 'content-type': 'application/json' },
});

/** Adds messages to the outbox as a service would, in one transaction. */
export function tell(app: INestApplicationContext, messages: readonly OutboxMessage[]): Promise<void> {
  return app.get(Database).transaction((tx) => app.get(Outbox).add(tx, messages));
}
