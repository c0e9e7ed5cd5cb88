import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { WorkspaceStop } from '#service';

/** No version of a campaign lifts this hold. */
const LAST_VERSION = 2_147_483_647;

const HOLD = `
  update campaign_send_state
  set held = true, held_at = coalesce(held_at, $3::timestamptz), hold_version = $2
  where workspace_id = $1`;

/** A separate statement after the hold: its snapshot must be younger than the holds' locks. */
const IN_FLIGHT = `
  select (
    select count(*) from send
    where campaign_id in (select campaign_id from campaign_send_state where workspace_id = $1)
      and status = 'sending' and delivery_started_at is not null
  )::int + (
    select count(*) from warmup_send
    where workspace_id = $1 and status = 'sending' and delivery_started_at is not null
  )::int as in_flight`;

/** Holds every campaign of a workspace for ever: no send of it starts after the answer. */
@Injectable()
export class StopWorkspace extends WorkspaceStop {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async stop(workspace: string): Promise<number> {
    await this.database.query(HOLD, [workspace, LAST_VERSION, this.clock.now()]);
    const [row] = await this.database.query<{ in_flight: number }>(IN_FLIGHT, [workspace]);
    return row?.in_flight ?? 0;
  }
}
