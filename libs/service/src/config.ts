import { z } from 'zod';
import { readVariable } from './read-variable.js';

declare module 'zod' {
  interface GlobalMeta {
    /** Environment variables to read, in this order, instead of the one that the key names. */
    variables?: readonly string[];
  }
}

/** The environment is wrong. The message names every wrong variable, and never a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * The configuration of a process, from its environment: each key of the schema is a variable, whose value may also stand
 * in the file that `<VARIABLE>_FILE` names. An empty variable counts as one that is not set. Throws a ConfigError that
 * lists all problems at once.
 */
export function loadConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: NodeJS.ProcessEnv = process.env,
): z.output<Schema> {
  const names = variablesOf(schema);
  const read = [...names].map(([key, variables]) => [key, firstSet(env, variables)] as const);
  const unreadable = read.flatMap(([, { problem }]) => problem ?? []);
  if (unreadable.length > 0) throw wrong(unreadable);
  const parsed = schema.safeParse(Object.fromEntries(read.map(([key, { value }]) => [key, value])));
  if (parsed.success) return parsed.data;

  throw wrong(
    parsed.error.issues.map(({ path, message }) => {
      const key = String(path[0] ?? '');
      return `${names.get(key)?.join(' or ') ?? key}: ${message}`;
    }),
  );
}

const wrong = (problems: readonly string[]): ConfigError =>
  new ConfigError(['The configuration is wrong:', ...problems.map((problem) => `  ${problem}`)].join('\n'));

const variablesOf = (schema: z.ZodObject): Map<string, readonly string[]> =>
  new Map(
    Object.entries(schema.shape).map(([key, field]) => [
      key,
      z.globalRegistry.get(field)?.variables ?? [key],
    ]),
  );

const firstSet = (env: NodeJS.ProcessEnv, variables: readonly string[]) =>
  variables.map((name) => readVariable(env, name)).find(({ value, problem }) => value ?? problem) ?? {};

/** One or several, separated by commas. */
export const NatsUrl = z.string().refine((list) => list.split(',').every(namesHost), {
  error: 'must look like nats://host:4222',
});

function namesHost(url: string): boolean {
  return URL.canParse(url.trim()) && new URL(url.trim()).host !== '';
}

export const PostgresUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'must look like postgres://user:password@host:5432/database',
});

const ownOrShared = (service: string, name: string): string[] => [`${service.toUpperCase()}_${name}`, name];

/** How long a process serves on after SIGTERM, while it says that it is not ready. */
export const drainSeconds = (usual: number) => z.coerce.number().int().min(0).max(60).default(usual);

/** The environment of every service. Its database: `CAMPAIGNS_DATABASE_URL` when it has its own, else `DATABASE_URL`; NATS likewise. */
export const serviceConfig = (service: string) =>
  z.object({
    DATABASE_URL: PostgresUrl.meta({ variables: ownOrShared(service, 'DATABASE_URL') }),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
    NATS_URL: NatsUrl.default('nats://127.0.0.1:4222').meta({ variables: ownOrShared(service, 'NATS_URL') }),
    NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
    /** Loopback: a container, whose port others reach, says `0.0.0.0`. */
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3_000),
    /** Between SIGTERM and the end of listening, for the proxies in front; NATS needs no such time. */
    DRAIN_SECONDS: drainSeconds(0),
    /** `GET /metrics`, apart from HTTP: the port of the gateway is public. */
    METRICS_HOST: z.string().default('127.0.0.1'),
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).default(9_464),
    /** A collector of traces (OTLP over HTTP), such as `http://collector:4318`; without it no span is recorded. */
    OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
  });
export type ServiceConfig = z.output<ReturnType<typeof serviceConfig>>;
