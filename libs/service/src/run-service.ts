import type { DynamicModule } from '@nestjs/common';
import type { z } from 'zod';
import { RpcServer } from '#messaging';
import { startTracing } from '#telemetry';
import { loadConfig, type ServiceConfig } from './config.js';
import { createLogger } from './logger.js';
import { runUntilSignal, startUntilSignal } from './run-until-signal.js';
import { startService, type StartOptions } from './start-service.js';

export interface ServiceProcess<Config extends ServiceConfig> {
  readonly service: string;
  readonly schema: z.ZodObject & z.ZodType<Config>;
  readonly module: { forConfig(config: Config): DynamicModule };
  /** Default: the transport that answers requests of other services. */
  readonly endpoints?: (config: Config) => Pick<StartOptions, 'strategy' | 'adapter'>;
}

/** The whole of a `main.ts`: runs one service as a process of its own, until a signal ends it. */
export async function runService<Config extends ServiceConfig>({
  service,
  schema,
  module,
  endpoints = () => ({ strategy: RpcServer }),
}: ServiceProcess<Config>): Promise<void> {
  const config = loadConfig(schema);
  const logger = createLogger({ service, level: config.LOG_LEVEL });
  const { OTEL_EXPORTER_OTLP_ENDPOINT: collector } = config;
  const stopTracing = collector === undefined ? undefined : await startTracing(service, collector);
  const running = await startUntilSignal(() =>
    startService({
      service,
      module: module.forConfig(config),
      httpPort: config.PORT,
      host: config.HOST,
      metrics: { host: config.METRICS_HOST, port: config.METRICS_PORT },
      logger,
      ...endpoints(config),
    }),
  );
  const stop = async (): Promise<void> => {
    await running.stop();
    await stopTracing?.();
  };
  const drain = (): Promise<void> => running.drain(config.DRAIN_SECONDS * 1_000);
  runUntilSignal({ drain, stop }, logger);
}
