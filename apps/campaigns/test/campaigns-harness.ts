import {
  CreateCampaign,
  CreateSequence,
  LaunchCampaign,
  UpdateSequence,
  type CampaignInput,
  CampaignView,
  type CampaignResource,
  type EventContract,
  type EventOf,
  type SequenceView,
} from '#contracts';
import { Database, migrateService } from '#database';
import { DomainError, MovableClock, newId, uuidOf, type Id } from '#kernel';
import { NatsConnectionHolder, RpcClient, RpcServer } from '#messaging';
import { loadConfig, startService, type RunningService } from '#service';
import type { SuiteServers } from '#testing';
import { ConsoleLogger } from '@nestjs/common';
import type { z } from 'zod';
import { campaignsConfig } from '../src/campaigns.config.js';
import { CampaignsModule } from '../src/campaigns.module.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { Neighbours } from './stub-services.js';
import { refToSequence, type Steps } from './sequence-fixtures.js';

/** The whole service on real servers, with its neighbours stubbed on NATS. */
export class CampaignsUnderTest {
  readonly rpc: RpcClient;

  private constructor(
    private readonly service: RunningService,
    private readonly client: NatsConnectionHolder,
    readonly clock: MovableClock,
    readonly neighbours: Neighbours,
  ) {
    this.rpc = new RpcClient(client);
  }

  static async start({ databaseUrl, natsUrl }: SuiteServers): Promise<CampaignsUnderTest> {
    await migrateService({ service: 'campaigns', url: databaseUrl, migrations });
    const clock = new MovableClock();
    const config = loadConfig(campaignsConfig, { DATABASE_URL: databaseUrl, NATS_URL: natsUrl });
    const service = await startService({
      service: 'campaigns',
      module: CampaignsModule.forConfig(config, clock),
      httpPort: null,
      host: '127.0.0.1',
      logger: new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn'] }),
      strategy: RpcServer,
    });
    const client = await NatsConnectionHolder.connect({ service: 'test', url: natsUrl, replicas: 1 });
    return new CampaignsUnderTest(service, client, clock, await Neighbours.start(natsUrl));
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.neighbours.stop();
    await this.client.close();
  }

  get database(): Database {
    return this.service.app.get(Database);
  }

  sequence(workspaceId: Id<'ws'>): Promise<SequenceView> {
    return this.rpc.request(CreateSequence, {
      workspace_id: workspaceId,
      sequence: {
        name: 'Two steps',
        steps: [
          { subject: 'Hello', body_text: 'Hi' },
          { delay_value: 2, delay_unit: 'days', body_text: 'Again' },
        ],
      },
    });
  }

  /** In a workspace of its own. */
  writeSequence(steps: Steps): Promise<SequenceView> {
    return this.rpc.request(CreateSequence, {
      workspace_id: newId('ws'),
      sequence: { name: 'Some', steps },
    });
  }

  changeSequence(
    sequence: SequenceView,
    changes: { readonly name?: string; readonly steps?: Steps },
  ): Promise<SequenceView> {
    return this.rpc.request(UpdateSequence, { ...refToSequence(sequence), changes });
  }

  /** A draft in a workspace of its own, unless one is given. */
  async draft(
    changes: Partial<z.input<typeof CampaignInput>> = {},
    workspaceId = newId('ws'),
  ): Promise<CampaignResource> {
    const sequenceId = changes.sequence_id ?? (await this.sequence(workspaceId)).id;
    return this.rpc.request(CreateCampaign, {
      workspace_id: workspaceId,
      workspace_time_zone: 'Europe/Berlin',
      campaign: {
        name: 'Spring',
        sending_account_ids: [newId('ea'), newId('ea')],
        contact_filter: { country: ['DE'] },
        ...changes,
        sequence_id: sequenceId,
      },
    });
  }

  async active(changes: Partial<z.input<typeof CampaignInput>> = {}): Promise<CampaignResource> {
    return this.rpc.request(LaunchCampaign, refTo(await this.draft(changes)));
  }

  /** The events of a campaign that the outbox holds, oldest first. */
  async told<C extends EventContract>(contract: C, campaign: CampaignView): Promise<EventOf<C>[]> {
    const rows = await this.database.query<{ events: EventOf<C>[] }>(
      `select payload::jsonb as events from outbox
       where subject = $1 and payload::jsonb -> 0 -> 'data' -> 'campaign' ->> 'id' = $2 order by position`,
      [contract.subject, campaign.id],
    );
    return rows.flatMap(({ events }) => events);
  }

  /** Everything stored about a campaign: unchanged means that nothing happened to it. */
  async trace({ id }: CampaignView): Promise<object> {
    const rows = await this.database.query('select * from campaign where id = $1', [uuidOf(id)]);
    const told = await this.database.query(
      'select payload from outbox where payload like $1 order by position',
      [`%${id}%`],
    );
    return { rows, told };
  }
}

/** As events tell it. */
export const toldOf = (campaign: CampaignResource): CampaignView => CampaignView.parse(campaign);

export const refTo = ({ id, workspace_id }: CampaignView) => ({ workspace_id, campaign_id: id });

/** The refusal that a request ends with; fails when it is answered. */
export async function refusalOf(asking: Promise<unknown>): Promise<DomainError> {
  try {
    await asking;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('the request was not refused');
}
