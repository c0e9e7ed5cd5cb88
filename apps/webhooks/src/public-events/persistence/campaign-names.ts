import { Injectable } from '@nestjs/common';
import type { CampaignId } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';

export interface VersionedName {
  readonly campaign_id: CampaignId;
  readonly workspace_id: Id<'ws'>;
  readonly name: string;
  readonly version: number;
}

type NamedCampaign = Pick<VersionedName, 'workspace_id' | 'name'>;

/** The highest version wins, so that the order of arrival does not matter. */
const STORE = `
  insert into campaign_name as known (campaign_id, workspace_id, name, version)
  select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[]) as given (campaign_id, workspace_id, name, version)
  order by campaign_id
  on conflict (campaign_id) do update set name = excluded.name, version = excluded.version
  where known.version < excluded.version and known.workspace_id = excluded.workspace_id`;

const FIND = `
  select campaign_id, workspace_id, name from campaign_name where campaign_id = any ($1::uuid[])`;

/** The present names of campaigns, for events that have only the id. */
@Injectable()
export class CampaignNames {
  constructor(private readonly database: Database) {}

  /** One for each campaign. */
  async store(names: readonly VersionedName[]): Promise<void> {
    if (names.length === 0) return;
    await this.database.query(STORE, [
      names.map(({ campaign_id }) => uuidOf(campaign_id)),
      names.map(({ workspace_id }) => uuidOf(workspace_id)),
      names.map(({ name }) => name),
      names.map(({ version }) => version),
    ]);
  }

  async find(campaignIds: Iterable<CampaignId>): Promise<Map<CampaignId, NamedCampaign>> {
    const uuids = [...new Set(campaignIds)].map(uuidOf);
    if (uuids.length === 0) return new Map();
    const rows = await this.database.query<{ campaign_id: string; workspace_id: string; name: string }>(
      FIND,
      [uuids],
    );
    return new Map(
      rows.map(({ campaign_id, workspace_id, name }) => [
        idOf('camp', campaign_id),
        { workspace_id: idOf('ws', workspace_id), name },
      ]),
    );
  }
}
