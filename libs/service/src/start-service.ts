import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Metrics, startMetricsListener, type MetricsListener } from '#telemetry';
import { Leaving } from './leaving.js';

export interface StartOptions {
  readonly service: string;
  readonly module: Type | DynamicModule;
  /** 0 for any free port; null for a service without HTTP. */
  readonly httpPort: number | null;
  readonly host: string;
  readonly logger: LoggerService;
  /** Where the metrics are served; port 0 for any free one. Without it they are not. */
  readonly metrics?: { readonly host: string; readonly port: number };
  /** The provider that answers requests of other services: `RpcServer` of #messaging. */
  readonly strategy?: Type<CustomTransportStrategy>;
  /** Default: Fastify with its defaults. */
  readonly adapter?: FastifyAdapter;
  /** Called before the application is initialised: global filters, hooks, a prefix. */
  readonly configure?: (app: NestFastifyApplication) => void | Promise<void>;
}

export interface RunningService {
  readonly app: NestFastifyApplication;
  /** `http://host:port`; null without HTTP. */
  readonly url: string | null;
  /** `http://host:port/metrics`; null where they are not served. */
  readonly metricsUrl: string | null;
  /** Says from now on that it is not ready, and lets its connections end; answers all the same. Resolves after this time. */
  drain(forMs: number): Promise<void>;
  /** Ends it in order. Safe to call twice. */
  stop(): Promise<void>;
}

/** Boots one service: its module, then what answers other services, and only then HTTP. Several may share a process. */
export async function startService(options: StartOptions): Promise<RunningService> {
  const { service, module, logger, httpPort, host } = options;
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    // A request that comes over an open connection while it stops is one of the last, and no failure.
    options.adapter ?? new FastifyAdapter({ return503OnClosing: false }),
    {
      logger,
      abortOnError: false,
    },
  );
  const leaving = new Leaving(app);
  let metrics: MetricsListener | undefined;
  try {
    const strategy = await startAnswering(app, options);
    metrics = options.metrics && (await serveMetrics(app, options.metrics));
    const url = httpPort === null ? null : await listen(app, httpPort, host);
    logger.log(url === null ? `${service} is running` : `${service} is running at ${url}`, 'Service');
    let stopped: Promise<void> | undefined;
    return {
      app,
      url,
      metricsUrl: metrics?.url ?? null,
      drain: async (forMs) => {
        leaving.begin();
        await pause(forMs);
      },
      stop: () => (stopped ??= stop(app, strategy, metrics)),
    };
  } catch (error) {
    await metrics?.close();
    await app.close();
    throw error;
  }
}

async function startAnswering(
  app: NestFastifyApplication,
  { configure, strategy: type }: StartOptions,
): Promise<CustomTransportStrategy | undefined> {
  await configure?.(app);
  const strategy = type && app.get(type, { strict: false });
  if (strategy) app.connectMicroservice({ strategy });
  await app.init();
  await app.startAllMicroservices();
  return strategy;
}

function serveMetrics(
  app: NestFastifyApplication,
  at: { host: string; port: number },
): Promise<MetricsListener> {
  const { registry } = app.get(Metrics);
  return startMetricsListener(() => registry.metrics(), at);
}

async function listen(app: NestFastifyApplication, port: number, host: string): Promise<string> {
  await app.listen(port, host);
  return app.getUrl();
}

/**
 * Nest closes the transports between two rounds of hooks, too late: handlers must end before the clients that they use close.
 * Then `onModuleDestroy` stops event consumers and schedules, `beforeApplicationShutdown` flushes
 * the outbox, and `onApplicationShutdown` closes the database and, as its module is global, NATS at the end.
 */
async function stop(
  app: NestFastifyApplication,
  strategy: CustomTransportStrategy | undefined,
  metrics: MetricsListener | undefined,
): Promise<void> {
  await closeHttp(app);
  await strategy?.close();
  await app.close();
  await metrics?.close();
}

const SWEEP_MS = 50;

/** Fastify closes only the connections that are idle now; connections that become idle later would stay open. */
async function closeHttp(app: NestFastifyApplication): Promise<void> {
  const sweep = setInterval(() => app.getHttpServer().closeIdleConnections(), SWEEP_MS);
  try {
    await app.getHttpAdapter().getInstance().close();
  } finally {
    clearInterval(sweep);
  }
}
