import { Injectable } from '@nestjs/common';
import type { ContactQuery } from '#contracts';
import { Database, prepared, SqlParams } from '#database';
import { filterSql, type SegmentMembers } from './contact-filter.sql.js';
import type { Contact } from './contacts.js';

export interface ContactPage {
  readonly workspaceId: string;
  readonly filter: ContactQuery;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

const BY_ID = prepared(
  'select * from contact where workspace_id = $1 and id = any($2::uuid[]) order by id desc',
);

/** All of a workspace: $2 how many. */
const NEWEST = prepared(`
  select * from contact where workspace_id = $1 and deleted_at is null order by id desc limit $2`);

/** As `NEWEST`, after the contact $3. */
const NEWEST_AFTER = prepared(`
  select * from contact where workspace_id = $1 and deleted_at is null and id < $3 order by id desc limit $2`);

/** Contacts that are not deleted, newest first. `segments` are those that the filter names. */
@Injectable()
export class ContactList {
  constructor(private readonly database: Database) {}

  /** Without any filter: a walk over the keys. */
  newest({ workspaceId, after, limit }: Omit<ContactPage, 'filter'>): Promise<Contact[]> {
    return after === null
      ? this.database.queryPrepared<Contact>(NEWEST, [workspaceId, limit])
      : this.database.queryPrepared<Contact>(NEWEST_AFTER, [workspaceId, limit, after]);
  }

  async page(
    { workspaceId, filter, after, limit }: ContactPage,
    segments: readonly SegmentMembers[],
  ): Promise<Contact[]> {
    const params = new SqlParams();
    const matching = matchingSql(workspaceId, filter, segments, params);
    const sql = `
      select c.* from contact c
      where ${matching} ${after === null ? '' : `and c.id < ${params.bind(after, 'uuid')}`}
      order by c.id desc limit ${params.bind(limit, 'integer')}`;
    return this.database.query<Contact>(sql, params.values);
  }

  /** All that match, exactly. */
  async count(
    workspaceId: string,
    filter: ContactQuery,
    segments: readonly SegmentMembers[],
  ): Promise<number> {
    const params = new SqlParams();
    const [row] = await this.database.query<{ contacts: number }>(
      `select count(*)::int as contacts from contact c where ${matchingSql(workspaceId, filter, segments, params)}`,
      params.values,
    );
    return row?.contacts ?? 0;
  }

  /** Also one that was deleted since its id was found: a page must not end early for it. */
  async byId(workspaceId: string, ids: readonly string[]): Promise<Contact[]> {
    return ids.length === 0 ? [] : this.database.queryPrepared<Contact>(BY_ID, [workspaceId, ids]);
  }
}

function matchingSql(
  workspaceId: string,
  filter: ContactQuery,
  segments: readonly SegmentMembers[],
  params: SqlParams,
): string {
  const workspace = params.bind(workspaceId, 'uuid');
  return `c.workspace_id = ${workspace} and c.deleted_at is null and ${filterSql(filter, segments, params)}`;
}
