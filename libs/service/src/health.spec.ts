import { afterEach, describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { HealthModule } from './health.module.js';
import { startService, type RunningService } from './start-service.js';

class Store {
  readonly name = 'store';
  reason: string | undefined;
  checks = 0;

  async check(): Promise<void> {
    this.checks += 1;
    if (this.reason !== undefined) throw new Error(this.reason);
  }
}

class Queue {
  readonly name = 'queue';

  async check(): Promise<void> {}
}

@Global()
@Module({ providers: [Store, Queue], exports: [Store, Queue] })
class StoresModule {}

@Module({ imports: [StoresModule, HealthModule.forChecks([Store, Queue])] })
class AppModule {}

const logger = { log() {}, warn() {}, error() {} };
let running: RunningService[] = [];

async function start(): Promise<RunningService> {
  const service = await startService({
    service: 'tests',
    module: AppModule,
    httpPort: 0,
    host: '127.0.0.1',
    logger,
  });
  running.push(service);
  return service;
}

afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()));
  running = [];
});

async function ask({ url }: RunningService, path: string): Promise<[status: number, body: unknown]> {
  const response = await fetch(`${url}/health/${path}`);
  return [response.status, await response.json()];
}

describe('the health of a service', () => {
  it('turns unready while a check fails, says which, keeps the reason to itself, and comes back', async () => {
    const service = await start();
    const store = service.app.get(Store, { strict: false });
    expect(await ask(service, 'ready')).toEqual([200, expect.objectContaining({ status: 'ok' })]);

    store.reason = 'no route to me:hunter2@db';
    const [status, body] = await ask(service, 'ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'error',
      details: { store: { status: 'down' }, queue: { status: 'up' } },
    });
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(await ask(service, 'live')).toEqual([200, { status: 'ok' }]);

    store.reason = undefined;
    expect((await ask(service, 'ready'))[0]).toBe(200);
  });

  it('is looked at once for all who ask at the same time', async () => {
    const service = await start();
    const store = service.app.get(Store, { strict: false });
    const server = service.app.getHttpServer();
    let arrived = 0;
    const all = new Promise<void>((resolve) => {
      server.on('request', () => {
        arrived += 1;
        if (arrived === 50) setImmediate(resolve);
      });
    });
    service.app.get(Queue, { strict: false }).check = () => all;

    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(service, 'ready')));
    expect(answers.map(([status]) => status)).toEqual(Array(50).fill(200));
    expect(store.checks).toBe(1);
  });

  it('is that of one service when seven run in a process', async () => {
    const seven = await Promise.all(Array.from({ length: 7 }, start));
    const [first, ...others] = seven;
    if (first === undefined) throw new Error('nothing runs');
    first.app.get(Store, { strict: false }).reason = 'gone';
    expect((await ask(first, 'ready'))[0]).toBe(503);
    for (const other of others) expect((await ask(other, 'ready'))[0]).toBe(200);
    expect(new Set(seven.map(({ url }) => url)).size).toBe(7);
  });
});
