import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { Clock } from '#kernel';
import { WorkspaceStop } from '#service';

const CLOSE = `
  with keys as (
    update api_key set revoked_at = $2 where workspace_id = $1 and revoked_at is null
  ), people as (
    update app_user set deactivated_at = $2 where workspace_id = $1 and deactivated_at is null
  )
  update session set revoked_at = $2
  where revoked_at is null and user_id in (select id from app_user where workspace_id = $1)`;

/** Nobody uses the API of the workspace any more, within the five seconds in which a revocation is noticed. */
@Injectable()
export class StopWorkspace extends WorkspaceStop {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async stop(workspace: string): Promise<number> {
    await this.database.query(CLOSE, [workspace, this.clock.now()]);
    return 0;
  }
}
