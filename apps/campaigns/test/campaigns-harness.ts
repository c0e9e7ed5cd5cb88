import type { z } from 'zod';
import {
  CampaignView,
  CreateCampaign,
  CreateSequence,
  LaunchCampaign,
  UpdateSequence,
  type CampaignInput,
  type CampaignResource,
  type EventContract,
  type EventOf,
  type SequenceView,
} from '#contracts';
import { Database } from '#database';
import { MovableClock, newId, uuidOf, type Id } from '#kernel';
import type { RpcClient } from '#messaging';
import { loadConfig, serviceConfig, type RunningService } from '#service';
import { startTestService, StubServices, type SuiteServers } from '#testing';
import { CampaignsModule } from '../src/campaigns.module.js';
import { migrations } from '../src/persistence/migrations/index.js';
import { refToSequence, type Steps } from './sequence-fixtures.js';
import { answerByDefault } from './stub-services.js';

/** The whole service on real servers, with the other services stubbed on NATS. */
export class CampaignsHarness {
  private constructor(
    private readonly service: RunningService,
    readonly stubs: StubServices,
    readonly clock: MovableClock,
  ) {}

  static async start(servers: SuiteServers): Promise<CampaignsHarness> {
    const clock = new MovableClock();
    const service = await startTestService(servers, {
      service: 'campaigns',
      migrations,
      module: (environment) =>
        CampaignsModule.forConfig(loadConfig(serviceConfig('campaigns'), environment), clock),
    });
    const harness = new CampaignsHarness(service, await StubServices.start(servers.natsUrl), clock);
    await harness.reset();
    return harness;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await this.stubs.stop();
  }

  /** The default answers again, and no requests yet. */
  async reset(): Promise<void> {
    await answerByDefault(this.stubs);
    this.stubs.forgetRequests();
  }

  get rpc(): RpcClient {
    return this.stubs.rpc;
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

  async active(
    changes: Partial<z.input<typeof CampaignInput>> = {},
    workspaceId = newId('ws'),
  ): Promise<CampaignResource> {
    return this.rpc.request(LaunchCampaign, refTo(await this.draft(changes, workspaceId)));
  }

  /** The events of a campaign that were published, oldest first. */
  async published<C extends EventContract>(contract: C, campaign: CampaignView): Promise<EventOf<C>[]> {
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
    const events = await this.database.query(
      'select payload from outbox where payload like $1 order by position',
      [`%${id}%`],
    );
    return { rows, events };
  }
}

/** The campaign as its events carry it. */
export const campaignViewOf = (campaign: CampaignResource): CampaignView => CampaignView.parse(campaign);

export const refTo = ({ id, workspace_id }: CampaignView) => ({ workspace_id, campaign_id: id });
