import type { DynamicModule, LoggerService } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';
import type { z } from 'zod';
import { migrateService } from '#database';
import type { Clock } from '#kernel';
import { provisionAll, PROVISIONER, RpcServer, type NatsUserName } from '#messaging';
import { loadConfig, serviceConfig, startService, type RunningService, type StartOptions } from '#service';
import { Metrics, pageOfAll } from '#telemetry';
import { AnalyticsModule } from '../../analytics/src/analytics.module.js';
import { migrations as analyticsMigrations } from '../../analytics/src/persistence/migrations/index.js';
import { BusModule } from '../../bus/src/bus.module.js';
import { migrations as busMigrations } from '../../bus/src/persistence/migrations/index.js';
import { CampaignsModule } from '../../campaigns/src/campaigns.module.js';
import { migrations as campaignsMigrations } from '../../campaigns/src/persistence/migrations/index.js';
import { deliverabilityConfig } from '../../deliverability/src/deliverability.config.js';
import { DeliverabilityModule } from '../../deliverability/src/deliverability.module.js';
import { migrations as deliverabilityMigrations } from '../../deliverability/src/persistence/migrations/index.js';
import { dispatcherConfig } from '../../dispatcher/src/dispatcher.config.js';
import { DispatcherModule } from '../../dispatcher/src/dispatcher.module.js';
import { migrations as dispatcherMigrations } from '../../dispatcher/src/persistence/migrations/index.js';
import { EnrollmentModule } from '../../enrollment/src/enrollment.module.js';
import { migrations as enrollmentMigrations } from '../../enrollment/src/persistence/migrations/index.js';
import type { PasswordHasher } from '../../gateway/src/auth/password-hasher.js';
import { gatewayConfig } from '../../gateway/src/gateway.config.js';
import { GatewayModule } from '../../gateway/src/gateway.module.js';
import { GatewayAdapter } from '../../gateway/src/http/gateway-adapter.js';
import { migrations as gatewayMigrations } from '../../gateway/src/persistence/migrations/index.js';
import { inboundConfig } from '../../inbound/src/inbound.config.js';
import { InboundModule } from '../../inbound/src/inbound.module.js';
import { migrations as inboundMigrations } from '../../inbound/src/persistence/migrations/index.js';
import { migrations as platformsMigrations } from '../../platforms/src/persistence/migrations/index.js';
import { platformsConfig } from '../../platforms/src/platforms.config.js';
import { PlatformsModule } from '../../platforms/src/platforms.module.js';
import { migrations as webhooksMigrations } from '../../webhooks/src/persistence/migrations/index.js';
import { webhooksConfig } from '../../webhooks/src/webhooks.config.js';
import { WebhooksModule } from '../../webhooks/src/webhooks.module.js';

/** Start order: services that others send requests to come first, the gateway last. */
export const SERVICE_NAMES = [
  'analytics',
  'deliverability',
  'enrollment',
  'dispatcher',
  'campaigns',
  'inbound',
  'platforms',
  'webhooks',
  'bus',
  'gateway',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

type Migrations = readonly (new () => MigrationInterface)[];

interface Service {
  readonly migrations: Migrations;
  readonly module: (env: Environment, clock: Clock, passwords?: PasswordHasher) => DynamicModule;
}

/** Each service has its own database URL, with a role that sees only its schema, or all share one URL. */
export type DatabaseUrlOf = (service: ServiceName) => string;

/** Each service has its own user on NATS, with the permissions of its contracts, or all share one URL. */
export type NatsUrlOf = (user: NatsUserName) => string;

export type Environment = Readonly<Record<string, string | undefined>>;

const service = <Schema extends z.ZodObject>(
  migrations: Migrations,
  schema: Schema,
  module: { forConfig(config: z.infer<Schema>, clock: Clock): DynamicModule },
): Service => ({ migrations, module: (env, clock) => module.forConfig(loadConfig(schema, env), clock) });

const SERVICES: Readonly<Record<ServiceName, Service>> = {
  analytics: service(analyticsMigrations, serviceConfig('analytics'), AnalyticsModule),
  bus: service(busMigrations, serviceConfig('bus'), BusModule),
  campaigns: service(campaignsMigrations, serviceConfig('campaigns'), CampaignsModule),
  deliverability: service(deliverabilityMigrations, deliverabilityConfig, DeliverabilityModule),
  dispatcher: service(dispatcherMigrations, dispatcherConfig, DispatcherModule),
  enrollment: service(enrollmentMigrations, serviceConfig('enrollment'), EnrollmentModule),
  gateway: {
    migrations: gatewayMigrations,
    module: (env, clock, passwords) =>
      GatewayModule.forConfig(loadConfig(gatewayConfig, env), clock, undefined, passwords),
  },
  inbound: service(inboundMigrations, inboundConfig, InboundModule),
  platforms: service(platformsMigrations, platformsConfig, PlatformsModule),
  webhooks: service(webhooksMigrations, webhooksConfig, WebhooksModule),
};

export interface SystemOptions {
  readonly databaseUrlOf: DatabaseUrlOf;
  readonly natsUrlOf: NatsUrlOf;
  /** The environment of the services, besides their servers. */
  readonly env: Environment;
  readonly clock: Clock;
  readonly host: string;
  /** The port of the gateway; 0 takes any free one. The other services open no port. */
  readonly port: number;
  /** The base of pixel addresses in messages. */
  readonly publicUrl: string;
  readonly logger: (service: ServiceName) => LoggerService;
  /** Hashes the passwords of users; at the cost of production by default. */
  readonly passwords?: PasswordHasher;
  /** Serve the metrics of each service at a free port of its own. */
  readonly servesMetrics?: boolean;
}

type Endpoints = Pick<StartOptions, 'httpPort' | 'strategy' | 'adapter'>;

export interface System {
  readonly gateway: RunningService;
  /** The address of the gateway. */
  readonly baseUrl: string;
  /** The addresses of the metrics, where they are served. */
  readonly metricsUrls: ReadonlyMap<ServiceName, string>;
  /** The metrics of all services. */
  metricsPage(): Promise<string>;
  stop(): Promise<void>;
}

export async function migrateAll(databaseUrlOf: DatabaseUrlOf): Promise<void> {
  for (const name of SERVICE_NAMES) {
    await migrateService({ url: databaseUrlOf(name), service: name, migrations: SERVICES[name].migrations });
  }
}

/** Starts every service as its own Nest application in this process; they communicate over NATS alone. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { databaseUrlOf, natsUrlOf, clock, passwords, host, port, publicUrl, logger } = options;
  const env = { ...options.env, PUBLIC_URL: publicUrl };
  const running: RunningService[] = [];
  const metricsUrls = new Map<ServiceName, string>();
  const registries = new Map<ServiceName, Metrics['registry']>();
  const metrics = options.servesMetrics === true ? { metrics: { host, port: 0 } } : {};
  const start = async (name: ServiceName, endpoints: Endpoints): Promise<RunningService> => {
    const servers = { DATABASE_URL: databaseUrlOf(name), NATS_URL: natsUrlOf(name) };
    const module = SERVICES[name].module({ ...env, ...servers }, clock, passwords);
    const started = await startService({
      service: name,
      module,
      host,
      logger: logger(name),
      ...metrics,
      ...endpoints,
    });
    running.push(started);
    registries.set(name, started.app.get(Metrics).registry);
    if (started.metricsUrl !== null) metricsUrls.set(name, started.metricsUrl);
    return started;
  };
  try {
    await provisionAll(natsUrlOf(PROVISIONER));
    const strategy = RpcServer;
    for (const name of SERVICE_NAMES) {
      if (name !== 'gateway') await start(name, { httpPort: null, strategy });
    }
    const adapter = new GatewayAdapter({ publicUrl, trustedProxies: options.env['TRUSTED_PROXIES'] });
    const gateway = await start('gateway', { httpPort: port, adapter, strategy });
    return {
      gateway,
      baseUrl: gateway.url ?? '',
      metricsUrls,
      metricsPage: () => pageOfAll(registries),
      stop: () => stopInReverse(running),
    };
  } catch (error) {
    await stopInReverse(running);
    throw error;
  }
}

/** The gateway stops first. */
async function stopInReverse(running: readonly RunningService[]): Promise<void> {
  for (const service of running.toReversed()) await service.stop();
}
