import { Injectable } from '@nestjs/common';
import type { ContactFilter, ContactQuery } from '#contracts';
import { Database, SqlParams, type Statement } from '#database';
import { uuidOf, type Id } from '#kernel';
import type { Contact } from '../domain/contact.js';
import { filterSql, type SegmentMembers } from './contact-filter.sql.js';
import { eligibleSql, pageSql, type ContactPage } from './contact-list.sql.js';
import { contactsOf, type StoredRow } from './contact.row.js';
import { areCostly, CostlyQueries } from './costly-queries.js';

/** The bitmap of a quarter of a million matches needs more than the default of 4 MB; without room every row is checked again. */
const COUNT_MEMORY = `set local work_mem = '32MB'`;

/** Contacts that are not deleted, newest first. `segments` are those that the filter names. */
@Injectable()
export class ContactList {
  constructor(
    private readonly database: Database,
    private readonly costly: CostlyQueries,
  ) {}

  async page(page: ContactPage, segments: readonly SegmentMembers[]): Promise<Contact[]> {
    const rows = await this.query<StoredRow>(page.workspaceId, pageSql(page, segments), segments);
    return contactsOf(page.workspaceId, rows);
  }

  /** All that match, exactly. */
  async count(
    workspaceId: Id<'ws'>,
    filter: ContactQuery,
    segments: readonly SegmentMembers[],
  ): Promise<number> {
    const params = new SqlParams();
    const sql = `
      select count(*)::int as contacts from contact_lookup c
      where c.workspace_id = ${params.bind(uuidOf(workspaceId), 'uuid')} and c.deleted_at is null
        and ${filterSql(filter, segments, params)}`;
    if (areCostly(segments)) {
      const statement = { sql, values: params.values };
      const [row] = await this.costly.query<{ contacts: number }>(workspaceId, statement);
      return row?.contacts ?? 0;
    }
    return this.database.transaction(async (tx) => {
      await tx.query(COUNT_MEMORY);
      const [row] = await tx.query<{ contacts: number }>(sql, params.values);
      return row?.contacts ?? 0;
    });
  }

  /** Whether a contact matches that may be written to. */
  async hasEligible(
    workspaceId: Id<'ws'>,
    filter: ContactFilter,
    segments: readonly SegmentMembers[],
  ): Promise<boolean> {
    const statement = eligibleSql({ workspaceId, filter, after: null, limit: 1 }, segments);
    return (await this.query(workspaceId, statement, segments)).length > 0;
  }

  private query<Row extends object>(
    workspaceId: Id<'ws'>,
    statement: Statement,
    segments: readonly SegmentMembers[],
  ): Promise<Row[]> {
    return areCostly(segments)
      ? this.costly.query<Row>(workspaceId, statement)
      : this.database.query<Row>(statement.sql, statement.values);
  }
}
