import { Injectable } from '@nestjs/common';
import { Database, named } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { CampaignStatus } from '../domain/campaign.js';
import { campaignOf, type CampaignRow } from './campaign.row.js';
import type { CampaignSettings, StoredCampaign } from './stored-campaign.js';

/** The campaigns of a list match every field that is not undefined. */
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

/** A campaign of a page, and its present version. */
export interface ListedCampaign {
  readonly id: Id<'camp'>;
  readonly version: number;
}

const BY_ID = named('select * from campaign where workspace_id = $1 and id = any($2::uuid[])');

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
  async page({ workspaceId, filter, after, limit }: PageRequest): Promise<ListedCampaign[]> {
    const values = { ...filter, client_id: filter.client_id?.map(uuidOf), after: after ?? undefined };
    const given = CONDITIONS.filter(({ name }) => values[name] !== undefined);
    const rows = await this.database.query<{ id: string; version: number }>(pageSql(given), [
      uuidOf(workspaceId),
      limit,
      ...given.map(({ name }) => values[name]),
    ]);
    return rows.map(({ id, version }) => ({ id: idOf('camp', id), version }));
  }

  /** In no order. */
  async byId(workspaceId: Id<'ws'>, ids: readonly Id<'camp'>[]): Promise<StoredCampaign[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<CampaignRow>(BY_ID, [uuidOf(workspaceId), ids.map(uuidOf)]);
    return rows.map(campaignOf);
  }
}

function pageSql(given: readonly Condition[]): string {
  const conditions = given.map(({ holds }, place) => holds(`$${place + 3}`));
  if (!given.some(({ name }) => name === 'status')) conditions.push(`status <> 'archived'`);
  return `
    select id, version from campaign
    where workspace_id = $1 and ${conditions.join(' and ')}
    order by id desc limit $2`;
}
