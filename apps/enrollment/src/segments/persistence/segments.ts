import { Injectable } from '@nestjs/common';
import { SegmentConditions, type ContactQuery, type SegmentType } from '#contracts';
import { Database, SqlParams, type Queryable } from '#database';
import { idOf, uuidOf } from '#kernel';
import { CampaignReplicas } from '../../campaigns/index.js';
import {
  ChangedContacts,
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
  STORE_COUNTS,
  UPDATE,
} from './segments.sql.js';

export interface Segment {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly type: SegmentType;
  /** A static segment has none. */
  readonly conditions: SegmentConditions;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** How many contacts it held at `countedAt`; null until they are counted first. */
  readonly contactCount: number | null;
  readonly countedAt: Date | null;
}

/** A claim to count ends by then, so that another replica counts when the claiming one crashed. */
const CLAIM_MS = 120_000;

@Injectable()
export class Segments extends FilterSegments {
  constructor(
    private readonly database: Database,
    private readonly replicas: CampaignReplicas,
    private readonly changedContacts: ChangedContacts,
  ) {
    super();
  }

  async insert(segment: Omit<Segment, 'contactCount' | 'countedAt'>): Promise<void> {
    const { id, workspaceId, name, conditions, createdAt, updatedAt, type } = segment;
    const values = [id, workspaceId, name, JSON.stringify(conditions), createdAt, updatedAt, type];
    await this.database.query(INSERT, values);
  }

  async find(workspaceId: string, id: string): Promise<Segment | undefined> {
    const [segment] = await findAll(this.database, workspaceId, [id]);
    return segment;
  }

  /** Newest first. `after`: uuid of the last one of the page before. */
  async page(workspaceId: string, after: string | null, limit: number): Promise<Segment[]> {
    return parsed(await this.database.query<Segment>(PAGE, [workspaceId, after, limit]));
  }

  /** Campaigns that name the segment scan again when its conditions change. */
  async update(
    { id, workspaceId, name, conditions, updatedAt }: Segment,
    { rescan }: { readonly rescan: boolean },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(UPDATE, [id, name, JSON.stringify(conditions), updatedAt]);
      if (rescan) await this.replicas.scanAgain(tx, workspaceId, updatedAt, idOf('seg', id));
    });
  }

  async delete(workspaceId: string, id: string): Promise<void> {
    await this.database.query(DELETE, [workspaceId, id]);
  }

  /** Whether the filter of a campaign that is not over names it. */
  async isNamed(workspaceId: string, id: string): Promise<boolean> {
    const rows = await this.database.query(IS_NAMED, [workspaceId, idOf('seg', id)]);
    return rows.length > 0;
  }

  /** Contacts that do not exist in the workspace are passed over. The added ones are matched again. */
  async changeContacts(
    { id, workspaceId }: Segment,
    { add, remove }: { add: readonly string[]; remove: readonly string[] },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const added = await tx.query<{ contactId: string }>(ADD_CONTACTS, [id, workspaceId, add]);
      await tx.query(REMOVE_CONTACTS, [id, remove]);
      await this.changedContacts.note(
        tx,
        workspaceId,
        added.map(({ contactId }) => contactId),
      );
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
      where c.workspace_id = ${params.bind(first.workspaceId, 'uuid')} and c.deleted_at is null`;
    const [row] = await this.database.query<{ counts: number[] }>(sql, params.values);
    return row?.counts ?? [];
  }

  async storeCounts(segments: readonly Segment[], counts: readonly number[], takenAt: Date): Promise<void> {
    const [ids, changes] = [segments.map(({ id }) => id), segments.map(({ updatedAt }) => updatedAt)];
    await this.database.query(STORE_COUNTS, [ids, counts, takenAt, changes]);
  }

  /** Up to 20 of one workspace whose counts were taken before that time. */
  async claimStale(before: Date, now: Date): Promise<Segment[]> {
    const until = new Date(now.getTime() + CLAIM_MS);
    return parsed(await this.database.query<Segment>(CLAIM_STALE, [before, now, until]));
  }

  override async named(
    workspaceId: string,
    { segment_ids: ids = [] }: ContactQuery,
    on: Queryable = this.database,
  ): Promise<NamedSegments> {
    const [named = { conditions: [], unknown: [] }] = await this.namedByEach(
      workspaceId,
      [{ segment_ids: ids }],
      on,
    );
    return named;
  }

  /** As `named`, for each of the filters in their order, with one question for all of them. */
  async namedByEach(
    workspaceId: string,
    filters: readonly ContactQuery[],
    on: Queryable,
  ): Promise<NamedSegments[]> {
    const wanted = new Set(filters.flatMap(({ segment_ids: ids = [] }) => ids));
    const found = wanted.size === 0 ? [] : await findAll(on, workspaceId, [...wanted].map(uuidOf));
    const members = new Map(found.map((segment) => [idOf('seg', segment.id), membersOf(segment)]));
    return filters.map(({ segment_ids: ids = [] }) => ({
      conditions: ids.flatMap((id) => members.get(id) ?? []),
      unknown: ids.filter((id) => !members.has(id)),
    }));
  }
}

const membersOf = ({ id, type, conditions }: Segment): SegmentMembers =>
  type === 'static' ? { staticId: id } : conditions;

async function findAll(on: Queryable, workspaceId: string, ids: readonly string[]): Promise<Segment[]> {
  return parsed(await on.query<Segment>(FIND, [workspaceId, ids]));
}

const parsed = (rows: readonly Segment[]): Segment[] =>
  rows.map((row) => ({ ...row, conditions: SegmentConditions.parse(row.conditions) }));
