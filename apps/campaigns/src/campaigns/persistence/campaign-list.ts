import { Injectable } from '@nestjs/common';
import type { ListCampaigns, RequestOf } from '#contracts';
import { Database, named } from '#database';
import { uuidOf, type Id } from '#kernel';
import { uuidIn } from '#messaging';
import { campaignOf, type CampaignRow } from './campaign.row.js';
import type { StoredCampaign } from './stored-campaign.js';

/** A campaign of a page, and its present version. */
export interface ListedCampaign {
  readonly uuid: string;
  readonly version: number;
  /** Rises with the state at its platform, which changes without the campaign. */
  readonly platform_state_version: string | null;
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

  /**
   * Newest first, the campaigns that match every field of the filter; without a status all but the archived ones. One row
   * more than a page tells whether there is a next page.
   */
  async page(query: RequestOf<typeof ListCampaigns>): Promise<ListedCampaign[]> {
    const { workspace_id, cursor, page_size, client_id, ...filter } = query;
    const after = uuidIn(cursor, 'camp') ?? undefined;
    const values = { ...filter, client_id: client_id?.map(uuidOf), after };
    const given = CONDITIONS.filter(({ name }) => values[name] !== undefined);
    const params = [uuidOf(workspace_id), page_size + 1, ...given.map(({ name }) => values[name])];
    return this.database.query<ListedCampaign>(pageSql(given), params);
  }

  /** By their uuids. */
  async byUuid(workspaceId: Id<'ws'>, uuids: readonly string[]): Promise<Map<string, StoredCampaign>> {
    if (uuids.length === 0) return new Map();
    const rows = await this.database.query<CampaignRow>(BY_ID, [uuidOf(workspaceId), uuids]);
    return new Map(rows.map((row) => [row.id, campaignOf(row)]));
  }
}

function pageSql(given: readonly Condition[]): string {
  const conditions = given.map(({ holds }, place) => holds(`$${place + 3}`));
  if (!given.some(({ name }) => name === 'status')) conditions.push(`status <> 'archived'`);
  return `
    select id as uuid, version, platform_state_version from campaign
    where workspace_id = $1 and ${conditions.join(' and ')}
    order by id desc limit $2`;
}
