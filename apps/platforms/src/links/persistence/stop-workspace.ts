import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { WorkspaceStop } from '#service';

/** No version of a campaign comes after it. */
const LAST_VERSION = 2_147_483_647;

/** $1 workspace, $2 now, $3 the version: a step that is under way gives the link back without another time. */
const STOP_CAMPAIGNS = `
  update link
  set version = $3, wanted = 'stopped', active_since = null, held = true, waits_for = null, error_code = null,
    error_message = null, confirmed = false, attempts = 0, next_attempt_at = $2, updated_at = $2
  where workspace_id = $1 and version < $3`;

/** $1 workspace. No look for accounts, and no test, takes requests any more. */
const REST_CONNECTIONS = `
  update connection
  set next_sync_at = 'infinity', next_check_at = case when next_check_at is not null then 'infinity'::timestamptz end
  where workspace_id = $1`;

/** $1 workspace. Those that exist at their platform, as far as is known, and are not stopped there. */
const NOT_STOPPED = `
  select count(*)::int as campaigns from link
  where workspace_id = $1 and not confirmed and (platform_campaign_id is not null or create_started_at is not null)`;

/** Stops the campaigns of a workspace at their platforms: no contact is handed over after the answer. */
@Injectable()
export class StopWorkspace extends WorkspaceStop {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Resolves with the campaigns that their platforms have not stopped yet. */
  async stop(workspace: string): Promise<number> {
    await this.database.query(STOP_CAMPAIGNS, [workspace, this.clock.now(), LAST_VERSION]);
    await this.database.query(REST_CONNECTIONS, [workspace]);
    const [row] = await this.database.query<{ campaigns: number }>(NOT_STOPPED, [workspace]);
    return row?.campaigns ?? 0;
  }
}
