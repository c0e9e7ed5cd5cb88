import { Injectable } from '@nestjs/common';
import { Database, named } from '#database';
import { uuidOf, type Id } from '#kernel';
import type { CampaignStatus } from '../domain/campaign.js';
import { campaignOf } from './campaign-mapping.js';
import type { CampaignRow } from './campaign.row.js';
import type { CampaignSettings, StoredCampaign } from './stored-campaign.js';

/** What a list is narrowed to; undefined: to nothing. */
export interface CampaignListFilter {
  /** Undefined: all but the archived ones. */
  readonly status?: readonly CampaignStatus[] | undefined;
  readonly campaign_type?: readonly CampaignSettings['campaign_type'][] | undefined;
  readonly platform?: readonly CampaignSettings['platform'][] | undefined;
  readonly client_id?: readonly Id<'cli'>[] | undefined;
  readonly created_after?: string | undefined;
  readonly updated_after?: string | undefined;
}

export interface PageRequest {
  readonly workspaceId: Id<'ws'>;
  readonly filter: CampaignListFilter;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** A campaign and which revision of it is there, of all that ever were; uuids. */
export interface ListedCampaign {
  readonly id: string;
  readonly revision: string;
}

export interface RevisedCampaign extends ListedCampaign {
  readonly campaign: StoredCampaign;
}

/** PostgreSQL's own mark of a row's revision also tells of a change that was made by hand. */
const REVISION = 'xmin::text as revision';

const BY_ID = named(`
  select *, ${REVISION} from campaign where workspace_id = $1 and id = any($2::uuid[])`);

/** In the order of their parameters. */
const CONDITIONS = [
  { name: 'status', holds: (param: string) => `status = any(${param}::text[])` },
  { name: 'campaign_type', holds: (param: string) => `campaign_type = any(${param}::text[])` },
  { name: 'platform', holds: (param: string) => `platform = any(${param}::text[])` },
  { name: 'client_id', holds: (param: string) => `client_id = any(${param}::uuid[])` },
  { name: 'created_after', holds: (param: string) => `created_at > ${param}::timestamptz` },
  { name: 'updated_after', holds: (param: string) => `updated_at > ${param}::timestamptz` },
  { name: 'after', holds: (param: string) => `id < ${param}::uuid` },
] as const;
type Condition = (typeof CONDITIONS)[number];

@Injectable()
export class CampaignList {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  page({ workspaceId, filter, after, limit }: PageRequest): Promise<ListedCampaign[]> {
    const values = { ...filter, client_id: filter.client_id?.map(uuidOf), after: after ?? undefined };
    const given = CONDITIONS.filter(({ name }) => values[name] !== undefined);
    return this.database.queryComposed<ListedCampaign>({
      sql: pageSql(given),
      values: [uuidOf(workspaceId), limit, ...given.map(({ name }) => values[name])],
      isPlannedOnce: true,
    });
  }

  /** In no order. */
  async byId(workspaceId: Id<'ws'>, ids: readonly string[]): Promise<RevisedCampaign[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<CampaignRow & ListedCampaign>(BY_ID, [
      uuidOf(workspaceId),
      ids,
    ]);
    return rows.map((row) => ({ id: row.id, revision: row.revision, campaign: campaignOf(row) }));
  }
}

function pageSql(given: readonly Condition[]): string {
  const conditions = given.map(({ holds }, place) => holds(`$${place + 3}`));
  if (!given.some(({ name }) => name === 'status')) conditions.push(`status <> 'archived'`);
  return `
    select id, ${REVISION} from campaign
    where workspace_id = $1 and ${conditions.join(' and ')}
    order by id desc limit $2`;
}
