import { Injectable } from '@nestjs/common';
import type { ContactQuery } from '#contracts';
import { Database, SqlParams } from '#database';
import { filterSql, lookupSql, namesTerms, type SegmentMembers } from './contact-filter.sql.js';
import type { Contact } from './contacts.js';

export interface ContactPage {
  readonly workspaceId: string;
  readonly filter: ContactQuery;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** So many of the newest contacts are looked at before the index: 5 ms. It finds a page of whatever 1 in 100 has. */
const WINDOW_SIZE = 5_000;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

/** Contacts that are not deleted, newest first. `segments` are those that the filter names. */
@Injectable()
export class ContactList {
  constructor(private readonly database: Database) {}

  page(page: ContactPage, segments: readonly SegmentMembers[]): Promise<Contact[]> {
    const params = new SqlParams();
    const sql = namesTerms(page.filter) ? termsSql(page, segments, params) : walkSql(page, segments, params);
    return this.database.query<Contact>(sql, params.values);
  }

  /** All that match, exactly. */
  async count(
    workspaceId: string,
    filter: ContactQuery,
    segments: readonly SegmentMembers[],
  ): Promise<number> {
    const params = new SqlParams();
    const workspace = params.bind(workspaceId, 'uuid');
    const [row] = await this.database.query<{ contacts: number }>(
      `select count(*)::int as contacts from contact_lookup c
       where c.workspace_id = ${workspace} and c.deleted_at is null and ${lookupSql(filter, segments, params)}`,
      params.values,
    );
    return row?.contacts ?? 0;
  }
}

function walkSql(page: ContactPage, segments: readonly SegmentMembers[], params: SqlParams): string {
  const after = params.bind(page.after ?? LAST_UUID, 'uuid');
  return `
    select c.* from contact c
    where c.workspace_id = ${params.bind(page.workspaceId, 'uuid')} and c.deleted_at is null and c.id < ${after}
      and ${filterSql(page.filter, segments, params)}
    order by c.id desc limit ${params.bind(page.limit, 'integer')}`;
}

/**
 * The newest contacts first, by their key: they have a page of any common value. Only where they do not, the index of
 * terms finds the older ones. PostgreSQL alone would take two values that are common but never meet for a common pair,
 * and go through a million contacts by their key for a page of it.
 */
function termsSql(page: ContactPage, segments: readonly SegmentMembers[], params: SqlParams): string {
  const workspace = params.bind(page.workspaceId, 'uuid');
  const after = params.bind(page.after ?? LAST_UUID, 'uuid');
  const limit = params.bind(page.limit, 'integer');
  const listed = `c.workspace_id = ${workspace} and c.deleted_at is null and c.id < ${after}`;
  return `
    with edge as materialized (
      select coalesce((
        select id from contact where workspace_id = ${workspace} and id < ${after}
        order by id desc offset ${page.filter.search === undefined ? WINDOW_SIZE : 0} limit 1
      ), '${FIRST_UUID}') as id
    ), newest as materialized (
      select c.id from contact c
      where ${listed} and c.id > (select id from edge) and ${filterSql(page.filter, segments, params)}
      order by c.id desc limit ${limit}
    ), older as materialized (
      select c.id from contact_lookup c
      where (select count(*) from newest) < ${limit} and ${listed} and c.id <= (select id from edge)
        and ${lookupSql(page.filter, segments, params)}
    )
    select c.* from contact c
    where c.workspace_id = ${workspace} and c.id = any(array(
      select id from newest union all (select id from older order by id desc limit ${limit})
    ))
    order by c.id desc limit ${limit}`;
}
