import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Type } from '@nestjs/common';
import {
  CampaignLaunched,
  CampaignPaused,
  CampaignUpdated,
  CreatePlatformConnection,
  GetSendingAccounts,
  PlatformCampaignChanged,
  SyncPlatformAccounts,
  type CampaignEventData,
  type CampaignView,
  type PlatformState,
  type SendingAccountView,
} from '#contracts';
import { Database } from '#database';
import { MovableClock, newId, uuidOf, type Id } from '#kernel';
import { loadConfig, type RunningService } from '#service';
import {
  accountView,
  campaignView,
  eventually,
  outboxEvents,
  startTestService,
  StubServices,
  type SuiteServers,
} from '#testing';
import { InstantlyServer } from '../../../test/platforms/instantly-server.js';
import type { PlatformServer } from '../../../test/platforms/platform-server.js';
import type { LinkRow as StoredRow } from '../src/links/persistence/link.row.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { platformsConfig } from '../src/platforms.config.js';
import { PlatformsModule } from '../src/platforms.module.js';
import { environmentOf } from './platforms-environment.js';

type LinkRow = StoredRow & { readonly leased_by: string | null };

/** One for all harnesses of a suite, which share its database. */
const KEY = randomBytes(32).toString('base64');
const MINUTE_MS = 60_000;
/** Longer than any time between two looks. */
const A_LOOK_MS = 13 * MINUTE_MS;

/** The platforms service, or several replicas of it, with a platform that holds its campaigns in memory. */
export class LinksHarness {
  readonly clock = new MovableClock();
  readonly workspaceId = newId('ws');
  readonly accounts: SendingAccountView[] = [];
  private readonly replicas: RunningService[] = [];

  private constructor(
    private readonly servers: SuiteServers,
    readonly stubs: StubServices,
    readonly there: PlatformServer,
  ) {}

  static async start(
    servers: SuiteServers,
    there: PlatformServer = new InstantlyServer(),
  ): Promise<LinksHarness> {
    await there.start();
    there.limits = false; // the limits of requests have suites of their own
    const harness = new LinksHarness(servers, await StubServices.start(servers.natsUrl), there);
    for (const name of ['ada', 'bob']) harness.addAccount(`${name}@sender.example`);
    await harness.answerByDefault();
    await harness.addReplica();
    return harness;
  }

  /** The next harness of the suite knows another platform: it must not call this one at its real address. */
  async stop(): Promise<void> {
    await this.database.query('delete from link');
    await this.database.query('delete from connection');
    await Promise.all(this.replicas.map((each) => each.stop()));
    await this.stubs.stop();
    await this.there.stop();
  }

  async addReplica(): Promise<void> {
    const environment = environmentOf({
      SECRETS_KEY: KEY,
      [`${this.there.platform.toUpperCase()}_REQUESTS_PER_MINUTE`]: '60000',
      [`${this.there.platform.toUpperCase()}_URL`]: this.there.url,
    });
    this.replicas.push(
      await startTestService(this.servers, {
        service: 'platforms',
        migrations,
        module: (urls) =>
          PlatformsModule.forConfig(loadConfig(platformsConfig, { ...environment, ...urls }), this.clock),
      }),
    );
  }

  get database(): Database {
    return this.provider(Database);
  }

  /** A part of the first replica. */
  provider<T>(type: Type<T>): T {
    const [first] = this.replicas;
    if (first === undefined) throw new Error('no replica');
    return first.app.get(type);
  }

  get accountIds(): Id<'ea'>[] {
    return this.accounts.map(({ id }) => id);
  }

  /** The workspace is connected, and the platform's accounts are known. */
  async connect(): Promise<Id<'pcon'>> {
    const { id } = await this.stubs.rpc.request(CreatePlatformConnection, {
      workspace_id: this.workspaceId,
      workspace_time_zone: 'UTC',
      connection: {
        platform: this.there.platform,
        client_id: null,
        credentials: { api_key: [...this.there.keys][0] ?? '' },
      },
    });
    await eventually(async () => {
      const rows = await this.database.query('select from platform_account where connection_id = $1', [
        uuidOf(id),
      ]);
      assert.equal(rows.length, this.accounts.length);
    });
    return id;
  }

  /** A launched campaign of the workspace, as its event has it. */
  launched(changes: Partial<CampaignView> = {}): CampaignEventData {
    const campaign = campaignView({
      workspace_id: this.workspaceId,
      platform: this.there.platform,
      status: 'active',
      started_at: this.clock.now().toISOString(),
      time_zone: 'Europe/Berlin',
      sending_account_ids: this.accountIds,
      daily_send_limit: 500,
      ...changes,
    });
    const steps = [0, 1, 2].map((at) => ({
      step_id: newId('step'),
      step_number: at + 1,
      delay_ms: at * 86_400_000,
      same_thread: at > 0,
    }));
    return { version: 2, campaign, steps, active_since: this.clock.now().toISOString() };
  }

  /** Published by the campaigns service, whatever its kind: consumers read the campaign. */
  async publish(...events: readonly CampaignEventData[]): Promise<void> {
    for (const data of events)
      await this.stubs.publishData(EVENT_OF[data.campaign.status], data.campaign.workspace_id, data);
  }

  /** Launched, and active at the platform. */
  async running(changes: Partial<CampaignView> = {}): Promise<CampaignEventData> {
    const data = this.launched(changes);
    await this.publish(data);
    await this.confirmed(data);
    return data;
  }

  /** The platform has this version of the campaign. */
  async confirmed({ campaign, version }: CampaignEventData): Promise<void> {
    await eventually(async () => {
      const link = await this.link(campaign);
      assert.ok(link !== undefined && link.version === version && link.confirmed, JSON.stringify(link));
      assert.equal(link.leased_by, null);
      if (campaign.status === 'active') assert.equal(link.mirrored_version, version);
    });
  }

  /** The state that was published last, once it is as expected. */
  eventuallyIs(
    { campaign }: { readonly campaign: CampaignView },
    expected: (state: PlatformState | undefined) => Promise<void> | void,
  ): Promise<PlatformState> {
    return eventually(async () => {
      const state = (await this.states(campaign.id)).at(-1);
      await expected(state);
      if (state === undefined) throw new Error('nothing was published');
      return state;
    });
  }

  async states(campaignId: Id<'camp'>): Promise<PlatformState[]> {
    const events = await outboxEvents(this.database, PlatformCampaignChanged);
    return events.filter(({ data }) => data.campaign_id === campaignId).map(({ data }) => data.state);
  }

  async link({ id }: CampaignView): Promise<LinkRow | undefined> {
    return (await this.database.query<LinkRow>('select * from link where campaign_id = $1', [uuidOf(id)]))[0];
  }

  /** A lead that the platform has, and that got no message yet. */
  async addPushedLead({ campaign }: CampaignEventData): Promise<void> {
    await this.database.query(
      `insert into lead (enrollment_id, workspace_id, campaign_id, contact_id, email, status, due_at, next_attempt_at, created_at,
         updated_at)
       values (gen_random_uuid(), $1, $2, gen_random_uuid(), 'grace@recipient.example', 'pushed', now(), now(), now(), now())`,
      [uuidOf(campaign.workspace_id), uuidOf(campaign.id)],
    );
  }

  /** Makes every link due for a look. */
  async look(): Promise<void> {
    // A run that ends after the move would choose its next look from then on.
    await eventually(async () => {
      const inHand = await this.database.query('select from link where leased_by is not null');
      assert.equal(inHand.length, 0);
    });
    this.clock.advance(A_LOOK_MS);
  }

  /** Requests to the platform so far, as `METHOD /path`, without those for accounts and hooks. */
  get asked(): string[] {
    return this.there.served
      .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}/, ':id')}`)
      .filter((request) => /campaigns/.test(request));
  }

  addAccount(email: string): void {
    this.there.addAccount(email);
    this.accounts.push(accountView({ workspace_id: this.workspaceId, email }));
  }

  private async answerByDefault(): Promise<void> {
    await this.stubs.answer(GetSendingAccounts, ({ sending_account_ids }) => ({
      results: this.accounts.filter(({ id }) => sending_account_ids.includes(id)),
    }));
    await this.stubs.answer(SyncPlatformAccounts, ({ accounts }) => ({
      sending_account_ids: accounts.map(
        ({ email }) => this.accounts.find((each) => each.email === email)?.id ?? newId('ea'),
      ),
    }));
  }
}

const EVENT_OF = {
  draft: CampaignUpdated,
  active: CampaignLaunched,
  paused: CampaignPaused,
  completed: CampaignUpdated,
  archived: CampaignUpdated,
} as const;

/** The campaign after a change of its state or settings. */
export const changed = (data: CampaignEventData, changes: Partial<CampaignView>): CampaignEventData => {
  const campaign = { ...data.campaign, ...changes };
  const isActive = campaign.status === 'active';
  const isResumed = isActive && data.campaign.status !== 'active';
  const since = isResumed
    ? new Date(Date.parse(data.campaign.updated_at) + data.version).toISOString()
    : data.active_since;
  return { ...data, version: data.version + 1, campaign, active_since: isActive ? since : null };
};
