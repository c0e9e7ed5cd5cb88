import { Injectable } from '@nestjs/common';
import type { EventOf, PlatformCampaignChanged } from '#contracts';
import { Database } from '#database';
import { uuidOf } from '#kernel';

/** The newest state of each campaign: $1 the states. The version of the campaign stays, so that no other change loses a race to it. */
const STORE = `
update campaign
set platform_state = newest.state, platform_state_version = newest.state_version
from (
  select distinct on (campaign_id) *
  from jsonb_to_recordset($1::jsonb) as s (campaign_id uuid, workspace_id uuid, state jsonb, state_version bigint)
  order by campaign_id, state_version desc
) newest
where campaign.id = newest.campaign_id and campaign.workspace_id = newest.workspace_id
  and coalesce(campaign.platform_state_version, 0) < newest.state_version`;

/** The states of delegated campaigns at their platforms. */
@Injectable()
export class PlatformStates {
  constructor(private readonly database: Database) {}

  async store(events: readonly EventOf<typeof PlatformCampaignChanged>[]): Promise<void> {
    const rows = events.map(({ workspaceid, data }) => ({
      campaign_id: uuidOf(data.campaign_id),
      workspace_id: uuidOf(workspaceid),
      state: data.state,
      state_version: data.state_version,
    }));
    await this.database.query(STORE, [JSON.stringify(rows)]);
  }
}
