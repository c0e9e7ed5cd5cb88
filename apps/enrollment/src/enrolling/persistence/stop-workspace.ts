import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { WorkspaceStop } from '#service';

const ARCHIVE = `
  update campaign_replica set status = 'archived', wake_at = null
  where workspace_id = $1 and status <> 'archived'`;

/** Nobody is enrolled any more, and no step becomes due. */
@Injectable()
export class StopWorkspace extends WorkspaceStop {
  constructor(private readonly database: Database) {
    super();
  }

  async stop(workspace: string): Promise<number> {
    await this.database.query(ARCHIVE, [workspace]);
    return 0;
  }
}
