import type { Msg, Subscription } from '@nats-io/transport-node';
import type { LoggerService } from '@nestjs/common';
import { Client } from 'pg';
import { z } from 'zod';
import { WorkspaceCreated, type RequestContract } from '#contracts';
import { migrateService } from '#database';
import { MovableClock } from '#kernel';
import { NatsConnectionHolder, RpcServer, signCursor } from '#messaging';
import { startService, type RunningService } from '#service';
import { respondWith, urlOfUser, type StubReply, type SuiteServers } from '#testing';
import { PasswordHasher } from '../src/auth/password-hasher.js';
import { GatewayModule } from '../src/gateway.module.js';
import { GatewayAdapter } from '../src/http/gateway-adapter.js';
import { CursorSecret } from '../src/http/list-cursors.interceptor.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { DnsRecords } from '../src/workspaces/dns-records.js';

export const ADMIN_TOKEN = 'operator-token-of-the-tests';
export const JWT_SECRET = 'secret-that-signs-the-tokens-of-the-tests';
export const TRACKING_SECRET = 'tracking-secret-of-the-tests';

/** The full cost, 0.3 s of a processor for each login and each new workspace, was most of the time of these suites. */
const CHEAP_HASHES = new PasswordHasher({ N: 2 ** 8, r: 8, p: 1 });

const headersWithBody = { 'content-type': 'application/json' };

interface GatewayOptions {
  readonly adminToken?: string;
  /** Off by default: most suites send more requests than a key may. */
  readonly rateLimits?: 'on' | 'off';
  readonly trustedProxies?: string;
  /** The name servers that know the tracking domains; those of the system by default. */
  readonly dnsServers?: readonly string[];
}

/** The whole gateway on real servers, with the other services stubbed on NATS. */
export class GatewayHarness {
  readonly clock = new MovableClock();
  readonly logged: string[] = [];
  /** All routes of the server, such as `GET /api/v1/campaigns/{id}`. */
  readonly registeredRoutes: string[] = [];
  /** The routes that run under row-level security. */
  readonly workspaceRoutes: string[] = [];

  private constructor(
    private readonly databaseUrl: string,
    readonly nats: NatsConnectionHolder,
  ) {}

  private running: RunningService | undefined;
  private stubs: Subscription[] = [];

  static async start(
    { databaseUrl, natsUrl }: SuiteServers,
    { adminToken = ADMIN_TOKEN, rateLimits = 'off', trustedProxies, dnsServers }: GatewayOptions = {},
  ): Promise<GatewayHarness> {
    await migrateService({ url: databaseUrl, service: 'gateway', migrations });
    const nats = await NatsConnectionHolder.connect({ service: 'stub', url: natsUrl, replicas: 1 });
    const gateway = new GatewayHarness(databaseUrl, nats);
    const config = {
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_SIZE: 4,
      NATS_URL: urlOfUser(natsUrl, 'gateway'),
      NATS_REPLICAS: 1,
      HOST: '127.0.0.1',
      PORT: 0,
      METRICS_HOST: '127.0.0.1',
      DRAIN_SECONDS: 0,
      METRICS_PORT: 0,
      LOG_LEVEL: 'warn' as const,
      PUBLIC_URL: 'https://api.example.com',
      TRACKING_SECRET,
      RATE_LIMITS: rateLimits,
      JWT_SECRET,
      ...(adminToken !== '' && { ADMIN_TOKEN: adminToken }),
    };
    const adapter = new GatewayAdapter({ publicUrl: config.PUBLIC_URL, trustedProxies });
    adapter.getInstance().addHook('onRoute', ({ method, url, config }) => {
      const path = url.replaceAll(/:(\w+)/g, '{$1}');
      const routes = [method].flat().map((one) => `${one} ${path}`);
      gateway.registeredRoutes.push(...routes);
      if (config?.inWorkspace === true) gateway.workspaceRoutes.push(...routes);
    });
    gateway.running = await startService({
      service: 'gateway',
      module: GatewayModule.forConfig(config, gateway.clock, new DnsRecords(dnsServers), CHEAP_HASHES),
      httpPort: 0,
      host: '127.0.0.1',
      logger: gateway.logger(),
      strategy: RpcServer,
      adapter,
    });
    return gateway;
  }

  get url(): string {
    return this.running?.url ?? '';
  }

  /** A new workspace, with a key that has every scope. */
  async createWorkspace(): Promise<WorkspaceCreated> {
    const response = await this.request('POST', '/api/v1/admin/workspaces/', {
      key: ADMIN_TOKEN,
      body: { name: 'Tests', owner: { email: 'owner@example.com', password: 'correct horse battery' } },
    });
    return WorkspaceCreated.parse(await response.json());
  }

  /** The access token of a new session of the owner of the newest workspace. */
  async logIn(): Promise<string> {
    const body = { email: 'owner@example.com', password: 'correct horse battery' };
    const response = await this.request('POST', '/api/v1/auth/login/', { body });
    return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
  }

  request(
    method: string,
    path: string,
    { key, body, headers }: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    return fetch(this.url + path, {
      method,
      headers: {
        ...(body !== undefined && headersWithBody),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
  }

  /** The cursor of a service as this gateway signs it, for a workspace's list at a path without a slash at its end. */
  signedCursor(cursor: string, workspaceId: string, path: string): string {
    return signCursor(cursor, new CursorSecret(TRACKING_SECRET).keyOf(workspaceId, path));
  }

  /** Answers the requests of a contract until `removeStubs`. */
  async answer(
    contract: RequestContract,
    answer: (request: unknown, message: Msg) => unknown,
  ): Promise<void> {
    await this.reply(contract, (request, message) => ({ status: 'ok', data: answer(request, message) }));
  }

  /** Answers with replies that may break the contract. */
  async reply(
    contract: RequestContract,
    reply: (request: unknown, message: Msg) => StubReply,
  ): Promise<void> {
    const stub = this.nats.connection.subscribe(contract.subject, {
      callback: (_, message) => respondWith(message, reply(message.json(), message)),
    });
    this.stubs.push(stub);
    await this.nats.connection.flush();
  }

  /** Answers with `data`, and collects the requests. */
  async recordRequests(contract: RequestContract, data: unknown): Promise<unknown[]> {
    const requests: unknown[] = [];
    await this.answer(contract, (request) => {
      requests.push(request);
      return data;
    });
    return requests;
  }

  removeStubs(): void {
    for (const stub of this.stubs) stub.unsubscribe();
    this.stubs = [];
  }

  async sql<Row extends object>(statement: string, params: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.databaseUrl, options: '-c search_path=gateway' });
    await client.connect();
    try {
      return (await client.query<Row>(statement, params)).rows;
    } finally {
      await client.end();
    }
  }

  get app(): RunningService['app'] {
    if (this.running === undefined) throw new Error('not started');
    return this.running.app;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    await this.nats.close();
  }

  private logger(): LoggerService {
    const keep = (...parts: unknown[]): void => void this.logged.push(parts.map(String).join(' '));
    return { log: () => undefined, warn: keep, error: keep, fatal: keep };
  }
}

const ProblemBody = z.looseObject({
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  request_id: z.string(),
  errors: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })).optional(),
});
export type ProblemBody = z.infer<typeof ProblemBody>;

/** The problem document of a response, after a check that it is one. */
export async function problemIn(response: Response): Promise<ProblemBody> {
  const text = await response.text();
  const type = response.headers.get('content-type');
  if (!type?.startsWith('application/problem+json')) throw new Error(`${response.status} ${type}: ${text}`);
  const problem = ProblemBody.parse(JSON.parse(text));
  if (problem.status !== response.status) throw new Error(`status ${problem.status} in a ${response.status}`);
  if (problem.request_id !== response.headers.get('x-request-id')) throw new Error('another request id');
  return problem;
}
