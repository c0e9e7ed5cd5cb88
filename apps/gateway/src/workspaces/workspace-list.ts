import { Injectable } from '@nestjs/common';
import type { Page, PageQuery, WorkspaceSummary } from '#contracts';
import { Database } from '#database';
import { idOf } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';

const LIST = `
  select id, w.name, w.created_at, d.deleted_at
  from workspace w full join deleted_workspace d using (id)
  where $1::uuid is null or id < $1
  order by id desc limit $2`;

interface Row {
  readonly id: string;
  readonly name: string | null;
  readonly created_at: Date | null;
  readonly deleted_at: Date | null;
}

/** All workspaces, for the operator. */
@Injectable()
export class WorkspaceList {
  constructor(private readonly database: Database) {}

  async page({ page_size, cursor }: PageQuery): Promise<Page<WorkspaceSummary>> {
    const rows = await this.database.query<Row>(LIST, [uuidIn(cursor, 'ws'), page_size + 1]);
    return pageFrom(rows.map(summaryOf), { size: page_size });
  }
}

const summaryOf = ({ id, name, created_at, deleted_at }: Row): WorkspaceSummary => ({
  id: idOf('ws', id),
  name,
  state: stateOf({ exists: name !== null, isDeleted: deleted_at !== null }),
  created_at: created_at?.toISOString() ?? null,
  deleted_at: deleted_at?.toISOString() ?? null,
});

function stateOf({ exists, isDeleted }: { exists: boolean; isDeleted: boolean }): WorkspaceSummary['state'] {
  if (!isDeleted) return 'active';
  return exists ? 'being_deleted' : 'deleted';
}
