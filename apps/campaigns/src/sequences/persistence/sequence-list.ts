import { Injectable } from '@nestjs/common';
import type { SequenceSummary } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';

const PAGE = `
  select id, name, version, created_at, updated_at,
    (select count(*)::int from sequence_step where sequence_id = sequence.id) as step_count
  from sequence
  where workspace_id = $1 and ($2::uuid is null or id < $2)
  order by id desc
  limit $3`;

interface Row {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly step_count: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

@Injectable()
export class SequenceList {
  constructor(private readonly database: Database) {}

  /** Newest first; `after` is the uuid of the last one of the page before. */
  async page(workspaceId: Id<'ws'>, after: string | null, limit: number): Promise<SequenceSummary[]> {
    const rows = await this.database.query<Row>(PAGE, [uuidOf(workspaceId), after, limit]);

    return rows.map(({ id, created_at, updated_at, ...row }) => ({
      ...row,
      id: idOf('seq', id),
      workspace_id: workspaceId,
      created_at: created_at.toISOString(),
      updated_at: updated_at.toISOString(),
    }));
  }
}
