import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { WorkspaceStop } from '#service';

/** Its mailboxes are read no more; a reader notices at its next beat. */
@Injectable()
export class StopWorkspace extends WorkspaceStop {
  constructor(private readonly database: Database) {
    super();
  }

  async stop(workspace: string): Promise<number> {
    await this.database.query('update mailbox set is_read = false where workspace_id = $1', [workspace]);
    return 0;
  }
}
