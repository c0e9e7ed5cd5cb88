import { Injectable } from '@nestjs/common';
import { SegmentConditions, type ContactQuery, type SegmentChanges, type SegmentView } from '#contracts';
import { Database, SqlParams, type Queryable } from '#database';
import { idOf, notFound, uuidOf, type Id } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import {
  areCostly,
  ChangedContacts,
  CostlyQueries,
  FilterSegments,
  segmentSql,
  type NamedSegments,
  type SegmentMembers,
} from '../../contacts/index.js';
import {
  ADD_CONTACTS,
  CLAIM_STALE,
  DELETE,
  FIND,
  INSERT,
  IS_NAMED,
  PAGE,
  REMOVE_CONTACTS,
  REST,
  STORE_COUNTS,
  UPDATE,
} from './segments.sql.js';

type NewSegment = Omit<
  SegmentView,
  'conditions' | 'contact_count' | 'contact_count_at' | 'created_at' | 'updated_at'
> & {
  /** A static segment has none. */
  readonly conditions: SegmentConditions;
  readonly created_at: Date;
  readonly updated_at: Date;
};

export interface Segment extends NewSegment {
  /** How many contacts it held at `contact_count_at`; null until they are counted first. */
  readonly contact_count: number | null;
  readonly contact_count_at: Date | null;
}

interface SegmentRow extends Omit<Segment, 'id' | 'workspace_id'> {
  readonly id: string;
  readonly workspace_id: string;
}

/** The background has time. */
const COSTLY_COUNT_MS = 10_000;

/** A claim to count ends by then, so that another replica counts when the claiming one crashed. */
const CLAIM_MS = 120_000;

@Injectable()
export class Segments extends FilterSegments {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly changedContacts: ChangedContacts,
    private readonly costly: CostlyQueries,
  ) {
    super();
  }

  async insert({ id, workspace_id, ...segment }: NewSegment): Promise<void> {
    const row = { ...segment, id: uuidOf(id), workspace_id: uuidOf(workspace_id) };
    await this.database.query(INSERT, [JSON.stringify(row)]);
  }

  async find(workspaceId: Id<'ws'>, id: Id<'seg'>): Promise<Segment | undefined> {
    const [segment] = await findAll(this.database, workspaceId, [id]);
    return segment;
  }

  /** Newest first. `after`: uuid of the last one of the page before. */
  async page(workspaceId: Id<'ws'>, after: string | null, limit: number): Promise<Segment[]> {
    return (await this.database.query<SegmentRow>(PAGE, [uuidOf(workspaceId), after, limit])).map(segmentOf);
  }

  /** Writes what is given, and answers the segment as it is then. Campaigns that name it scan again for other conditions. */
  update(
    { id, workspace_id }: Pick<Segment, 'id' | 'workspace_id'>,
    { name, conditions }: SegmentChanges,
    now: Date,
  ): Promise<Segment> {
    return this.database.transaction(async (tx) => {
      const given = conditions === undefined ? null : JSON.stringify(conditions);
      const [row] = await tx.query<SegmentRow>(UPDATE, [
        uuidOf(workspace_id),
        uuidOf(id),
        name ?? null,
        given,
        now,
      ]);
      if (row === undefined) throw notFound('segment', id);
      if (conditions !== undefined) await this.replicas.scanAgain(tx, workspace_id, now, id);
      return segmentOf(row);
    });
  }

  async delete({ id, workspace_id }: Segment): Promise<void> {
    await this.database.query(DELETE, [uuidOf(workspace_id), uuidOf(id)]);
  }

  /** Whether the filter of a campaign that is not over names it. */
  async isNamed({ id, workspace_id }: Segment): Promise<boolean> {
    const rows = await this.database.query(IS_NAMED, [uuidOf(workspace_id), id]);
    return rows.length > 0;
  }

  /** Contacts that do not exist in the workspace are passed over. The added ones are matched again. */
  async changeContacts(
    segment: Segment,
    { add, remove }: { add: readonly Id<'cont'>[]; remove: readonly Id<'cont'>[] },
  ): Promise<void> {
    const [id, workspaceId] = [uuidOf(segment.id), uuidOf(segment.workspace_id)];
    await this.database.transaction(async (tx) => {
      const added = await tx.query<{ contact_id: string }>(ADD_CONTACTS, [id, workspaceId, add.map(uuidOf)]);
      await tx.query(REMOVE_CONTACTS, [id, remove.map(uuidOf)]);
      const contactIds = added.map(({ contact_id }) => contact_id);
      await this.changedContacts.note(tx, workspaceId, contactIds);
    });
  }

  /** How many contacts each of them holds now, in their order. All are of one workspace. */
  async countContacts(segments: readonly Segment[]): Promise<number[]> {
    const [first] = segments;
    if (first === undefined) return [];
    const params = new SqlParams();
    const counts = segments.map(
      (segment) => `count(*) filter (where ${segmentSql(membersOf(segment), params)})::int`,
    );
    const sql = `
      select array[${counts.join(', ')}] as counts from contact c
      where c.workspace_id = ${params.bind(uuidOf(first.workspace_id), 'uuid')} and c.deleted_at is null`;
    const statement = { sql, values: params.values };
    const [row] = segments.some(isCostlySegment)
      ? await this.costly.query<{ counts: number[] }>(first.workspace_id, statement, COSTLY_COUNT_MS)
      : await this.database.query<{ counts: number[] }>(sql, params.values);
    return row?.counts ?? [];
  }

  /** The background counts nothing of the workspace before that time. */
  async rest(segment: Segment, until: Date): Promise<void> {
    await this.database.query(REST, [uuidOf(segment.id), until]);
  }

  async storeCounts(segments: readonly Segment[], counts: readonly number[], takenAt: Date): Promise<void> {
    const ids = segments.map(({ id }) => uuidOf(id));
    const changes = segments.map(({ updated_at }) => updated_at);
    await this.database.query(STORE_COUNTS, [ids, counts, takenAt, changes]);
  }

  /** Up to 20 of one workspace whose counts were taken before that time. */
  async claimStale(before: Date, now: Date): Promise<Segment[]> {
    const until = new Date(now.getTime() + CLAIM_MS);
    return (await this.database.query<SegmentRow>(CLAIM_STALE, [before, now, until])).map(segmentOf);
  }

  override async named(
    workspaceId: Id<'ws'>,
    filter: ContactQuery,
    on: Queryable = this.database,
  ): Promise<NamedSegments> {
    const [named = { conditions: [], unknown: [] }] = await this.namedByEach(workspaceId, [filter], on);
    return named;
  }

  /** As `named`, for each of the filters in their order, with one question for all of them. */
  async namedByEach(
    workspaceId: Id<'ws'>,
    filters: readonly ContactQuery[],
    on: Queryable,
  ): Promise<NamedSegments[]> {
    const wanted = new Set(filters.flatMap(({ segment_ids: ids = [] }) => ids));
    const found = wanted.size === 0 ? [] : await findAll(on, workspaceId, [...wanted]);
    const members = new Map(found.map((segment) => [segment.id, membersOf(segment)]));
    return filters.map(({ segment_ids: ids = [] }) => ({
      conditions: ids.flatMap((id) => members.get(id) ?? []),
      unknown: ids.filter((id) => !members.has(id)),
    }));
  }
}

/** Whether it is counted in the background alone, apart from others. */
export const isCostlySegment = (segment: Segment): boolean => areCostly([membersOf(segment)]);

const membersOf = ({ id, type, conditions }: Segment): SegmentMembers =>
  type === 'static' ? { staticId: id } : conditions;

async function findAll(on: Queryable, workspaceId: Id<'ws'>, ids: readonly Id<'seg'>[]): Promise<Segment[]> {
  return (await on.query<SegmentRow>(FIND, [uuidOf(workspaceId), ids.map(uuidOf)])).map(segmentOf);
}

const segmentOf = (row: SegmentRow): Segment => ({
  ...row,
  id: idOf('seg', row.id),
  workspace_id: idOf('ws', row.workspace_id),
  conditions: SegmentConditions.parse(row.conditions),
});
