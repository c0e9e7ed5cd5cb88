import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, type DynamicModule } from '@nestjs/common';
import { z } from 'zod';
import { defineRequest } from '#contracts';
import { HandlesRequest, MessagingModule, NatsHealth, RpcClient, RpcServer } from '#messaging';
import { eventually, useServers } from '#testing';
import { HealthModule } from './health.module.js';
import { startService } from './start-service.js';

const Double = defineRequest({
  subject: 'rpc.doubling.double.v1',
  request: z.object({ n: z.number() }),
  response: z.object({ n: z.number() }),
  refusals: [],
  timeoutMs: 15_000,
});

let arrived = false;
let release: () => void = () => undefined;

@Controller()
class DoublingController {
  constructor(private readonly rpc: RpcClient) {}

  @HandlesRequest(Double)
  double({ n }: { n: number }) {
    return { n: 2 * n };
  }

  /** Asks only after the shutdown has begun. */
  @Get('double')
  async ask() {
    arrived = true;
    await new Promise<void>((resolve) => (release = resolve));
    return this.rpc.request(Double, { n: 21 });
  }
}

@Module({})
class DoublingModule {
  static on(url: string): DynamicModule {
    return {
      module: DoublingModule,
      imports: [
        MessagingModule.forService({ service: 'doubling', url, replicas: 1 }),
        HealthModule.forChecks([NatsHealth]),
      ],
      controllers: [DoublingController],
    };
  }
}

const servers = useServers();
beforeEach(() => {
  arrived = false;
});

const start = () =>
  startService({
    service: 'doubling',
    module: DoublingModule.on(servers.natsUrl),
    httpPort: 0,
    host: '127.0.0.1',
    logger: { log() {}, warn() {}, error() {} },
    strategy: RpcServer,
  });

describe('a service', () => {
  it('is ready once it runs', async () => {
    const service = await start();
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
    await service.stop();
  });

  it('takes no new request while it stops, and answers the running ones, which may still ask other services', async () => {
    const service = await start();
    const answer = fetch(`${service.url}/double`).then((response) => response.json());
    await eventually(() => expect(arrived).toBe(true));

    const stopping = service.stop();
    const another = () => fetch(`${service.url}/health/live`);
    await eventually(() => expect(another()).rejects.toThrow('fetch failed'));
    release();
    expect(await answer).toEqual({ n: 42 });
    await stopping;
    await service.stop();
  });

  it('is not ready while it drains, answers all the same, and ends each connection', async () => {
    const service = await start();
    const draining = service.drain(500);
    const ask = (path: string) => fetch(`${service.url}/health/${path}`);

    const [ready, live] = await Promise.all([ask('ready'), ask('live')]);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'shutting_down' }]);
    expect([live.status, live.headers.get('connection')]).toEqual([200, 'close']);
    await draining;
    await service.stop();
  });

  it('answers what still comes over a connection that has a request under way', async () => {
    const service = await start();
    const socket = connect(Number(new URL(service.url ?? '').port), '127.0.0.1');
    const get = (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
    get('/double');
    await eventually(() => expect(arrived).toBe(true));

    const stopping = service.stop();
    get('/health/live');
    release();
    const answers = await text(socket);
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
    await stopping;
  });

  it('without HTTP has no url', async () => {
    const service = await startService({
      service: 'silent',
      module: MessagingModule.forService({ service: 'silent', url: servers.natsUrl, replicas: 1 }),
      httpPort: null,
      host: '127.0.0.1',
      logger: { log() {}, warn() {}, error() {} },
      strategy: RpcServer,
    });
    expect(service.url).toBeNull();
    await service.stop();
  });
});
