import type { LoggerService } from '@nestjs/common';
import {
  PlatformReplyReceived,
  PlatformReplyTexts,
  ReceiveHooks,
  type EventContract,
  type EventOf,
} from '#contracts';
import { Database, migrateService } from '#database';
import { MovableClock } from '#kernel';
import { SecretBox } from '#secrets';
import { loadConfig, type RunningService, type Ticker } from '#service';
import { outboxEvents, startTestService, StubServices, type SuiteServers } from '#testing';
import { HooksSchedule } from '../src/hooks/transport/hooks.schedule.js';
import { HookRegistrationSchedule, PollingSchedule } from '../src/hooks/transport/platform-asks.schedule.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { platformsConfig } from '../src/platforms.config.js';
import { PlatformsModule } from '../src/platforms.module.js';
import { environmentOf } from './platforms-environment.js';
import { sha256, type SeededCampaign, type SeededLead } from './seed-campaign.js';

const SCHEDULES = [HookRegistrationSchedule, HooksSchedule, PollingSchedule];

type Body = Readonly<Record<string, unknown>>;

/** Replicas of the service with one clock, as far as hooks are concerned. */
export class HooksHarness {
  readonly clock = new MovableClock();
  readonly logged: string[] = [];
  private readonly replicas: RunningService[] = [];

  private constructor(
    private readonly servers: SuiteServers,
    readonly stubs: StubServices,
    private readonly environment: ReturnType<typeof environmentOf>,
  ) {}

  static async start(
    servers: SuiteServers,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<HooksHarness> {
    await migrateService({ service: 'platforms', url: servers.databaseUrl, migrations });
    const stubs = await StubServices.start(servers.natsUrl);
    const harness = new HooksHarness(servers, stubs, environmentOf(environment));
    await harness.startReplica();
    return harness;
  }

  async startReplica(): Promise<RunningService> {
    const replica = await startTestService(this.servers, {
      service: 'platforms',
      migrations,
      module: (urls) =>
        PlatformsModule.forConfig(loadConfig(platformsConfig, { ...this.environment, ...urls }), this.clock),
      logger: this.logger(),
    });
    this.replicas.push(replica);
    return replica;
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.stubs.stop();
  }

  get database(): Database {
    const [replica] = this.replicas;
    if (replica === undefined) throw new Error('no replica runs');
    return replica.app.get(Database);
  }

  /** Moves the clock on, and has everything looked at that is due then. */
  advance(byMs: number): void {
    this.clock.advance(byMs);
    for (const { app } of this.replicas) {
      for (const schedule of SCHEDULES) app.get<Ticker>(schedule, { strict: false }).wake();
    }
  }

  /** Hooks of a campaign's connection, as the gateway hands them over. */
  async send(
    { platform, token }: Pick<SeededCampaign, 'platform' | 'token'>,
    bodies: readonly (Body | string)[],
    changes: { readonly secret?: string; readonly receivedAt?: Date } = {},
  ) {
    const { secret, receivedAt = this.clock.now() } = changes;
    const hooks = bodies.map((body) => ({
      platform,
      token_hash: sha256(token),
      secret_hash: secret === undefined ? null : sha256(secret),
      received_at: receivedAt.toISOString(),
      content_type: 'application/json',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }));
    return (await this.stubs.rpc.request(ReceiveHooks, { hooks })).results;
  }

  /** The events about the messages of a lead, in the order in which they were stored. */
  async eventsAbout<C extends EventContract>(
    contract: C,
    { sends }: Pick<SeededLead, 'sends'>,
  ): Promise<EventOf<C>[]> {
    const ids = new Set<unknown>(sends);
    const events = await outboxEvents(this.database, contract);
    return events.filter(({ data }) => hasSend(data) && ids.has(data.send_id));
  }

  /** All events about the messages of a lead, such as `1 opened`, in their order. */
  async story(lead: Pick<SeededLead, 'sends'>): Promise<string[]> {
    const rows = await this.database.query<{ subject: string; send_id: string }>(
      `select subject, event -> 'data' ->> 'send_id' as send_id
       from outbox, jsonb_array_elements(payload::jsonb) with ordinality as e (event, n)
       where subject like 'evt.%' and event -> 'data' ->> 'send_id' = any($1)
       order by position, n`,
      [lead.sends],
    );
    return rows.map(({ subject, send_id }) => {
      const step = lead.sends.findIndex((each) => each === send_id) + 1;
      return `${step} ${subject.split('.')[2]}`;
    });
  }

  /** The texts of replies about the messages of a lead, decrypted. */
  async replyTexts(lead: Pick<SeededLead, 'sends'>): Promise<PlatformReplyTexts[]> {
    const box = new SecretBox(Buffer.from(this.environment.SECRETS_KEY, 'base64'));
    const events = await this.eventsAbout(PlatformReplyReceived, lead);
    return events.map(({ data }) =>
      PlatformReplyTexts.parse(JSON.parse(box.decrypt(data.encrypted_texts, data.key))),
    );
  }

  /** The reasons of the dead letters of a connection. */
  async deadLetters({ connectionId }: Pick<SeededCampaign, 'connectionId'>): Promise<string[]> {
    const rows = await this.database.query<{ reason: string }>(
      `select headers ->> 'Nimbus-Reason' as reason from outbox
       where subject = 'dlq.platforms.hooks' and payload::jsonb ->> 'connection_id' = $1 order by position`,
      [connectionId],
    );
    return rows.map(({ reason }) => reason);
  }

  /** Hooks that are not handled yet. */
  async waiting(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      'select count(*)::int from hook where handled_at is null',
    );
    return row?.count ?? 0;
  }

  /** Kept alone: the keys of seeded connections are not real, so other loops of the service complain about them. */
  private logger(): LoggerService {
    const keep = (...parts: unknown[]): void => void this.logged.push(parts.map(String).join(' '));
    return { log: keep, warn: keep, error: keep, fatal: keep };
  }
}

const hasSend = (data: unknown): data is { readonly send_id: string } =>
  typeof data === 'object' && data !== null && 'send_id' in data;
