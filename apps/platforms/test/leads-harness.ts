import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ConsoleLogger } from '@nestjs/common';
import {
  EnrollmentFinished,
  LeadsDue,
  type DataOf,
  type EventContract,
  type EventOf,
  type StepView,
} from '#contracts';
import { Database } from '#database';
import { MovableClock, newId, uuidOf, type Id } from '#kernel';
import { loadConfig, type RunningService } from '#service';
import {
  campaignView,
  eventually,
  outboxEvents,
  recipient,
  startTestService,
  stepView,
  type StubServices,
  type SuiteServers,
} from '#testing';
import type { PlatformServer } from '../../../test/platforms/platform-server.js';
import type { LeadThere } from '../../../test/platforms/state-there.js';
import { ConnectionCalls, Connections, type Opened } from '../src/connections/index.js';
import { ConnectionSecrets } from '../src/connections/persistence/connection-secrets.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { platformsConfig } from '../src/platforms.config.js';
import { PlatformsModule } from '../src/platforms.module.js';
import { aPlan } from './a-plan.js';
import { LeadStubs } from './lead-stubs.js';
import { environmentOf } from './platforms-environment.js';

export type Lead = DataOf<typeof LeadsDue>['leads'][number];

/** A campaign that is ready for leads, here and there. */
export interface ReadyCampaign {
  readonly workspaceId: Id<'ws'>;
  readonly campaignId: Id<'camp'>;
  readonly connectionId: Id<'pcon'>;
  readonly platformCampaignId: string;
  readonly steps: readonly StepView[];
}

const DAY_MS = 86_400_000;
/** Harnesses of one suite share a database. */
const SECRETS_KEY = randomBytes(32).toString('base64');

/** Replicas of the service beside a platform; its other services are stubs. */
export class LeadsHarness {
  readonly clock = new MovableClock();
  private readonly replicas: RunningService[] = [];
  private readonly environment: Record<string, string>;

  private constructor(
    private readonly servers: SuiteServers,
    readonly others: LeadStubs,
    readonly server: PlatformServer,
  ) {
    this.environment = environmentOf({
      [`${server.platform.toUpperCase()}_URL`]: server.url,
      SMARTLEAD_REQUESTS_PER_MINUTE: '60000',
      SECRETS_KEY,
    });
  }

  static async start(servers: SuiteServers, server: PlatformServer, replicas = 1): Promise<LeadsHarness> {
    const harness = new LeadsHarness(servers, await LeadStubs.start(servers.natsUrl), await server.start());
    server.addAccount('ada@sender.example');
    for (let replica = 0; replica < replicas; replica += 1) await harness.startReplica();
    return harness;
  }

  async startReplica(): Promise<RunningService> {
    const replica = await startTestService(this.servers, {
      service: 'platforms',
      migrations,
      module: (urls) =>
        PlatformsModule.forConfig(loadConfig(platformsConfig, { ...this.environment, ...urls }), this.clock),
      logger: new ConsoleLogger({ logLevels: ['fatal', 'error'] }),
    });
    this.replicas.push(replica);
    return replica;
  }

  async stop(): Promise<void> {
    for (const replica of this.replicas) await replica.stop();
    await this.stubs.stop();
    await this.server.stop();
  }

  get stubs(): StubServices {
    return this.others.services;
  }

  get app(): RunningService['app'] {
    const [replica] = this.replicas;
    if (replica === undefined) throw new Error('no replica runs');
    return replica.app;
  }

  get database(): Database {
    return this.app.get(Database);
  }

  /** A campaign that the platform runs; `held`: nothing is pushed yet. */
  async campaign(steps: readonly Partial<StepView>[] = [{}], { held = false } = {}): Promise<ReadyCampaign> {
    const { platform } = this.server;
    const workspaceId = newId('ws');
    const connectionId = newId('pcon');
    const view = campaignView({ workspace_id: workspaceId, sending_account_ids: [newId('ea')] });
    const texts = steps.map((step, place) => stepView({ step_number: place + 1, ...step }));
    this.others.contents.set(view.id, texts);
    await this.connect(connectionId, workspaceId);
    const platformCampaignId = await this.mirror(connectionId, view.id, texts.length);
    const schedule = texts.map(({ id, step_number }) => ({ step_id: id, step_number, delay_ms: DAY_MS }));
    await this.database.query(
      `insert into link (campaign_id, workspace_id, connection_id, platform, version, campaign, steps, wanted, held,
         platform_campaign_id, mirrored_version, mirrored_plan, observed, confirmed, next_attempt_at, updated_at)
       values ($1, $2, $3, $4, 2, $5, $6, $7, $8, $9, 2, '{}', 'active', true, null, now())`,
      [
        uuidOf(view.id),
        uuidOf(workspaceId),
        uuidOf(connectionId),
        platform,
        JSON.stringify(view),
        JSON.stringify(schedule),
        held ? 'paused' : 'active',
        held,
        platformCampaignId,
      ],
    );
    return { workspaceId, campaignId: view.id, connectionId, platformCampaignId, steps: texts };
  }

  async hold({ campaignId }: ReadyCampaign, held: boolean): Promise<void> {
    const wanted = held ? 'paused' : 'active';
    await this.database.query('update link set held = $2, wanted = $3 where campaign_id = $1', [
      uuidOf(campaignId),
      held,
      wanted,
    ]);
  }

  leads(count: number, dueAt = this.clock.now()): Lead[] {
    return Array.from({ length: count }, (_, at) => {
      const contact_id = newId('cont');
      const enrollment_id = newId('enr');
      const email = `Grace${at}.${contact_id}@receiver.example`;
      this.others.recipients.set(enrollment_id, recipient({ contact_id, email, first_name: `Grace ${at}` }));
      return {
        enrollment_id,
        contact_id,
        email,
        step_id: newId('step'),
        due_at: dueAt.toISOString(),
        time_zone: null,
      };
    });
  }

  async handOver({ workspaceId, campaignId }: ReadyCampaign, leads: readonly Lead[]): Promise<void> {
    for (let from = 0; from < leads.length; from += 500) {
      const data = { campaign_id: campaignId, leads: leads.slice(from, from + 500) };
      await this.stubs.publishData(LeadsDue, workspaceId, data);
    }
  }

  async finish(
    { workspaceId, campaignId }: ReadyCampaign,
    { enrollment_id, contact_id, email }: Lead,
    end: Pick<DataOf<typeof EnrollmentFinished>, 'status' | 'reason'>,
  ): Promise<void> {
    const at = this.clock.now().toISOString();
    const data = { campaign_id: campaignId, enrollment_id, contact_id, email, at, ...end };
    await this.stubs.publishData(EnrollmentFinished, workspaceId, data);
  }

  /** The leads of the campaign at the platform with this address, those included that it has twice. */
  there({ platformCampaignId }: ReadyCampaign, { email }: Lead): LeadThere[] {
    const leads = this.server.campaigns.get(platformCampaignId)?.leads ?? [];
    return leads.filter((lead) => lead.email.toLowerCase() === email.toLowerCase());
  }

  /** How often each of the leads is at the platform, and was pushed: `1x1` where all is well. */
  counts(campaign: ReadyCampaign, leads: readonly Lead[]): Record<string, number> {
    const found = leads.map((lead) => {
      const there = this.there(campaign, lead);
      return `${there.length}x${Math.max(0, ...there.map(({ timesPushed }) => timesPushed))}`;
    });
    return Object.fromEntries(
      [...new Set(found)].map((each) => [each, found.filter((it) => it === each).length]),
    );
  }

  async statuses({ campaignId }: ReadyCampaign): Promise<Record<string, number>> {
    const rows = await this.database.query<{ status: string; count: number }>(
      'select status, count(*)::int as count from lead where campaign_id = $1 group by status',
      [uuidOf(campaignId)],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  becomes(campaign: ReadyCampaign, statuses: Record<string, number>): Promise<void> {
    return eventually(async () => {
      const found = await this.statuses(campaign);
      if (!isDeepStrictEqual(found, statuses))
        throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(statuses)}`);
    });
  }

  async published<C extends EventContract>(
    contract: C,
    { workspaceId }: ReadyCampaign,
  ): Promise<EventOf<C>[]> {
    const events = await outboxEvents(this.database, contract);
    return events.filter(({ workspaceid }) => workspaceid === workspaceId);
  }

  /** Calls as the service makes them. */
  async open(connectionId: Id<'pcon'>): Promise<Opened> {
    const [connection] = await this.app.get(Connections).named([connectionId]);
    if (connection === undefined) throw new Error('it was stored');
    return this.app.get(ConnectionCalls).open(connection);
  }

  private async connect(id: Id<'pcon'>, workspaceId: Id<'ws'>): Promise<void> {
    const [key = ''] = this.server.keys;
    const secrets = this.app.get(ConnectionSecrets);
    const sealed = secrets.sealedCredentials(id, { api_key: key });
    const { hash, encrypted } = secrets.newHookToken(id);
    await this.database.query(
      `insert into connection (id, workspace_id, platform, time_zone, encrypted_credentials, hook_token_hash,
         encrypted_hook_token, status, checked_at, next_sync_at, created_at, updated_at)
       values ($1, $2, $3, 'UTC', $4, $5, $6, 'working', now(), now() + interval '10 years', now(), now())`,
      [uuidOf(id), uuidOf(workspaceId), this.server.platform, sealed, hash, encrypted],
    );
  }

  /** Creates the campaign there as its link does. */
  private async mirror(connectionId: Id<'pcon'>, marker: string, steps: number): Promise<string> {
    const { client, call } = await this.open(connectionId);
    const accounts = [];
    for await (const { email, externalId } of client.listAccounts(call)) accounts.push({ email, externalId });
    const plan = aPlan({
      marker,
      accounts,
      steps: Array.from({ length: steps }, (_, place) => ({
        stepNumber: place + 1,
        sameThread: place > 0,
        delayMs: place === 0 ? 0 : DAY_MS,
      })),
    });
    const id = await client.createCampaign(call, plan);
    await client.applyPlan(call, id, plan);
    await client.activate(call, id);
    return id;
  }
}
