import type { ContactQuery } from '#contracts';
import { SqlParams, type Statement } from '#database';
import { uuidOf, type Id } from '#kernel';
import { filterSql, type SegmentMembers } from './contact-filter.sql.js';
import { contactColumns } from './contacts.sql.js';
import { mayBeWrittenTo } from './eligible.sql.js';

export interface ContactPage {
  readonly workspaceId: Id<'ws'>;
  readonly filter: ContactQuery;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** Where contacts that match are sought: among so many of the newest, by the index of terms, or as PostgreSQL plans it. */
export type Reach = { readonly newest: number } | 'index' | 'plan';

const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A page of contacts, newest first: those within `reach`. */
export function pageSql(page: ContactPage, segments: readonly SegmentMembers[], reach: Reach): Statement {
  const params = new SqlParams();
  const condition = filterSql(page.filter, segments, params);
  return {
    sql: foundSql(page, { columns: contactColumns('c'), condition, reach }, params),
    values: params.values,
  };
}

/** The ids of a page of contacts that may be written to. */
export function eligibleSql(page: ContactPage, segments: readonly SegmentMembers[], reach: Reach): Statement {
  const params = new SqlParams();
  const condition = `${filterSql(page.filter, segments, params)} and ${mayBeWrittenTo('c')}`;
  return { sql: foundSql(page, { columns: 'c.id', condition, reach }, params), values: params.values };
}

interface Search {
  readonly columns: string;
  readonly condition: string;
  readonly reach: Reach;
}

function foundSql({ workspaceId, after, limit }: ContactPage, search: Search, params: SqlParams): string {
  const { columns, condition, reach } = search;
  const workspace = params.bind(uuidOf(workspaceId), 'uuid');
  const listed = `
    c.workspace_id = ${workspace} and c.deleted_at is null and c.id < ${params.bind(after ?? LAST_UUID, 'uuid')}`;
  const newest = `order by c.id desc limit ${params.bind(limit, 'integer')}`;
  if (typeof reach === 'object')
    return `
      select ${columns} from (select * from contact c where ${listed} order by c.id desc limit ${reach.newest}) c
      where ${condition} ${newest}`;

  const matching = `select c.id from contact_lookup c where ${listed} and ${condition}`;
  const ids =
    reach === 'plan'
      ? `${matching} ${newest}`
      : `with indexed as materialized (${matching}) select c.id from indexed c ${newest}`;
  return `
    select ${columns} from contact c where c.workspace_id = ${workspace} and c.id = any(array(${ids}))
    order by c.id desc`;
}
