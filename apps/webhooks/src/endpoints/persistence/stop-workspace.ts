import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { WorkspaceStop } from '#service';

/** Its webhooks get no new event. */
@Injectable()
export class StopWorkspace extends WorkspaceStop {
  constructor(private readonly database: Database) {
    super();
  }

  async stop(workspace: string): Promise<number> {
    await this.database.query('update endpoint set active = false where workspace_id = $1', [workspace]);
    return 0;
  }
}
