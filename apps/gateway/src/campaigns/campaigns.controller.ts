import { Body, Controller, Query } from '@nestjs/common';
import { z } from 'zod';
import {
  ArchiveCampaign,
  CampaignChanges,
  CampaignInput,
  CampaignResource,
  CampaignStatus,
  CampaignType,
  CloneCampaign,
  CreateCampaign,
  examples,
  GetCampaignWithMetrics,
  IdOf,
  Instant,
  LaunchCampaign,
  ListCampaigns,
  nonEmptyText,
  PauseCampaign,
  Platform,
  ResumeCampaign,
  text,
  UpdateCampaign,
  type CampaignRef,
  type Page,
  type WorkspaceId,
} from '#contracts';
import { RpcClient, type JsonBytes } from '#messaging';
import { Audited } from '../audit-log/audited.js';
import { FromCaller, type Caller } from '../auth/caller.js';
import { CampaignInPath } from '../auth/ref-in-path.js';
import { CursorKey } from '../http/list-cursors.interceptor.js';
import { anyOf, ListQuery } from '../http/query.js';
import { Route } from '../http/route.js';
import { Clients } from '../workspaces/index.js';

const CampaignQuery = ListQuery.extend({
  status: anyOf(CampaignStatus).optional(),
  campaign_type: anyOf(CampaignType).optional(),
  platform: anyOf(Platform).optional(),
  client_id: anyOf(IdOf('cli')).optional(),
  created_after: Instant.optional(),
  updated_after: Instant.optional(),
});
type CampaignQuery = z.infer<typeof CampaignQuery>;

const PauseInput = z.strictObject({ reason: text(500).nullish() }).default({});
type PauseInput = z.infer<typeof PauseInput>;

const CloneInput = z.strictObject({ name: nonEmptyText(200).optional() }).default({});
type CloneInput = z.infer<typeof CloneInput>;

const HaltedCampaign = CampaignResource.extend({
  in_flight: z
    .number()
    .int()
    .meta({ description: 'Sends that had started already; they finish, and no other starts.' }),
});
type HaltedCampaign = z.infer<typeof HaltedCampaign>;

const GATE =
  'Cold outreach needs the consent of the deliverability gate. A refusal is a 422 `gate_blocked` with every reason in `blocking_reasons`, and the campaign does not change.';

@Controller('api/v1/campaigns')
export class CampaignsController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly clients: Clients,
  ) {}

  @Route('POST', '', {
    id: 'createCampaign',
    summary: 'Create a campaign',
    description: 'The campaign is a draft: nothing is sent before its launch.',
    access: ['campaigns:write'],
    status: 201,
    limits: 'creation',
    contract: CreateCampaign,
    examples: { request: examples.CAMPAIGN_INPUT, response: examples.DRAFT_CAMPAIGN },
  })
  async create(
    @FromCaller() { workspaceId, timeZone }: Caller,
    @Body({ schema: CampaignInput }) campaign: CampaignInput,
  ): Promise<CampaignResource> {
    return this.rpc.request(CreateCampaign, {
      workspace_id: workspaceId,
      workspace_time_zone: timeZone,
      client_exists: await this.hasClient(workspaceId, campaign),
      campaign,
    });
  }

  @Route('GET', '', {
    id: 'listCampaigns',
    summary: 'List the campaigns',
    description: 'Without `status`, archived campaigns are left out. Metrics may be five seconds old.',
    access: ['campaigns:read'],
    contract: ListCampaigns,
    examples: { response: examples.pageWith(examples.CAMPAIGN) },
  })
  async list(
    @FromCaller() { workspaceId }: Caller,
    @Query({ schema: CampaignQuery }) query: CampaignQuery,
    @CursorKey() cursorKey: string,
  ): Promise<JsonBytes<Page<CampaignResource>>> {
    return this.rpc.relay(ListCampaigns, { workspace_id: workspaceId, ...query }, cursorKey);
  }

  @Route('GET', ':id', {
    id: 'getCampaign',
    summary: 'Get a campaign',
    access: ['campaigns:read'],
    contract: GetCampaignWithMetrics,
    examples: { response: examples.CAMPAIGN },
  })
  async get(@CampaignInPath() ref: CampaignRef): Promise<JsonBytes<CampaignResource>> {
    return this.rpc.relay(GetCampaignWithMetrics, ref);
  }

  @Route('PATCH', ':id', {
    id: 'updateCampaign',
    summary: 'Change a campaign',
    description: 'After the launch, `campaign_type`, `platform` and `sequence_id` cannot change.',
    access: ['campaigns:write'],
    contract: UpdateCampaign,
    examples: {
      request: examples.CAMPAIGN_CHANGES,
      response: { ...examples.CAMPAIGN, ...examples.CAMPAIGN_CHANGES },
    },
  })
  async update(
    @CampaignInPath() ref: CampaignRef,
    @Body({ schema: CampaignChanges }) changes: CampaignChanges,
  ): Promise<CampaignResource> {
    return this.rpc.request(UpdateCampaign, {
      ...ref,
      client_exists: await this.hasClient(ref.workspace_id, changes),
      changes,
    });
  }

  @Route('POST', ':id/clone', {
    id: 'cloneCampaign',
    summary: 'Clone a campaign',
    description: 'The clone is a draft with the same configuration, without enrollments and metrics.',
    access: ['campaigns:write'],
    status: 201,
    limits: 'creation',
    contract: CloneCampaign,
    examples: {
      request: { name: 'Q3 Cold Outreach' },
      response: { ...examples.DRAFT_CAMPAIGN, id: examples.IDS.clone, name: 'Q3 Cold Outreach' },
    },
  })
  async clone(
    @CampaignInPath() ref: CampaignRef,
    @Body({ schema: CloneInput }) { name }: CloneInput,
  ): Promise<CampaignResource> {
    return this.rpc.request(CloneCampaign, { ...ref, name });
  }

  @Audited({ action: 'campaign.launched' })
  @Route('POST', ':id/launch', {
    id: 'launchCampaign',
    summary: 'Launch a draft',
    description: GATE,
    access: ['campaigns:write'],
    limits: 'start',
    contract: LaunchCampaign,
    examples: { response: examples.LAUNCHED_CAMPAIGN },
  })
  async launch(@CampaignInPath() ref: CampaignRef): Promise<CampaignResource> {
    return this.rpc.request(LaunchCampaign, ref);
  }

  @Audited({ action: 'campaign.paused', keepsBody: true })
  @Route('POST', ':id/pause', {
    id: 'pauseCampaign',
    summary: 'Pause a campaign',
    description: 'Once this is answered, no further send starts.',
    access: ['campaigns:write'],
    contract: PauseCampaign,
    response: HaltedCampaign,
    examples: { request: { reason: 'reviewing_copy' }, response: examples.PAUSED_CAMPAIGN },
  })
  async pause(
    @CampaignInPath() ref: CampaignRef,
    @Body({ schema: PauseInput }) { reason }: PauseInput,
  ): Promise<HaltedCampaign> {
    const { campaign, in_flight } = await this.rpc.request(PauseCampaign, { ...ref, reason });
    return { ...campaign, in_flight };
  }

  @Audited({ action: 'campaign.resumed' })
  @Route('POST', ':id/resume', {
    id: 'resumeCampaign',
    summary: 'Resume a paused campaign',
    description: `${GATE} Sends that could have left more than 24 hours before are dropped, and their contacts go on to the next step: a closed window, a daily limit or a gap never makes a send late.`,
    access: ['campaigns:write'],
    limits: 'start',
    contract: ResumeCampaign,
    examples: { response: examples.CAMPAIGN },
  })
  async resume(@CampaignInPath() ref: CampaignRef): Promise<CampaignResource> {
    return this.rpc.request(ResumeCampaign, ref);
  }

  @Audited({ action: 'campaign.archived' })
  @Route('POST', ':id/archive', {
    id: 'archiveCampaign',
    summary: 'Archive a campaign',
    description: 'The campaign ends for good. From then on it can only be read.',
    access: ['campaigns:write'],
    contract: ArchiveCampaign,
    response: HaltedCampaign,
    examples: { response: examples.ARCHIVED_CAMPAIGN },
  })
  async archive(@CampaignInPath() ref: CampaignRef): Promise<HaltedCampaign> {
    const { campaign, in_flight } = await this.rpc.request(ArchiveCampaign, ref);
    return { ...campaign, in_flight };
  }

  /** Sent with the request, so that the campaigns service reports a wrong client together with every other wrong field. */
  private async hasClient(
    workspaceId: WorkspaceId,
    { client_id }: Pick<CampaignChanges, 'client_id'>,
  ): Promise<boolean> {
    return client_id == null || this.clients.exists(workspaceId, client_id);
  }
}
