import { z } from 'zod';
import { NatsUrl, PostgresUrl } from '#service';
import { TrustedProxies } from '../../gateway/src/gateway.config.js';

/** The environment of `npm start`; everything has a default, so that a fresh clone runs. */
export const standaloneConfig = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** The folder of all data; it survives restarts. */
  NIMBUS_HOME: z.string().default('.nimbus'),
  /** Use this PostgreSQL instead of the embedded one. */
  DATABASE_URL: PostgresUrl.optional(),
  /** Use this PostgreSQL instead, and make a role for each service there: the URL of a superuser. */
  ADMIN_DATABASE_URL: PostgresUrl.optional(),
  /** Use this nats-server (with JetStream) instead of the embedded one. */
  NATS_URL: NatsUrl.optional(),
  /** Serve the metrics of all services at this port; without it they are not served, so that two starts do not collide. */
  METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  DEMO: z.enum(['on', 'off']).default('on'),
  ADMIN_TOKEN: z.string().optional(),
  /** `off` for load tests. */
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  TRUSTED_PROXIES: TrustedProxies.optional(),
  /** Shown in the API's document: where the source code of this version is. */
  SOURCE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Passed on to the services, beside the address of the mailbox. */
  ALLOWED_HOSTS: z.string().optional(),
  ALLOW_PRIVATE_NETWORKS: z.string().optional(),
  /** Passed on: the name servers for the records of sending domains. */
  DNS_SERVERS: z.string().optional(),
  /** Receive replies and delivery reports by SMTP at this port, for addresses of this domain. */
  INBOUND_DOMAIN: z.string().optional(),
  INBOUND_SMTP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  INBOUND_SMTP_HOST: z.string().optional(),
  /** The base of links and pixels in messages; default: this host and port. */
  PUBLIC_URL: z.url().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('warn'),
});
export type StandaloneConfig = z.infer<typeof standaloneConfig>;
