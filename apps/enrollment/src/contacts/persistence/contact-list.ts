import { Injectable } from '@nestjs/common';
import type { ContactFilter, ContactQuery } from '#contracts';
import { Database, SqlParams, type Statement } from '#database';
import { uuidOf, type Id } from '#kernel';
import type { Contact } from '../domain/contact.js';
import { filterSql, namesTerms, type SegmentMembers } from './contact-filter.sql.js';
import { eligibleSql, pageSql, type ContactPage, type Reach } from './contact-list.sql.js';
import { contactsOf, type StoredRow } from './contact.row.js';
import { areCostly, CostlyQueries } from './costly-queries.js';

/** The bitmap of a quarter of a million matches needs more than the default of 4 MB; without room every row is checked again. */
const COUNT_MEMORY = `set local work_mem = '32MB'`;

/**
 * So many of the newest contacts are tested first, at 1.3 µs each. Where so many of them match, 1 in 170, a page is found
 * sooner among more of the newest than by the index, which reads all that match, at 3 µs each in a million contacts.
 */
const SAMPLE = 1_000;
const FREQUENT = 6;
const NEWEST = 10_000;

type Compose = (page: ContactPage, segments: readonly SegmentMembers[], reach: Reach) => Statement;

/** Contacts that are not deleted, newest first. `segments` are those that the filter names. */
@Injectable()
export class ContactList {
  constructor(
    private readonly database: Database,
    private readonly costly: CostlyQueries,
  ) {}

  async page(page: ContactPage, segments: readonly SegmentMembers[]): Promise<Contact[]> {
    return contactsOf(page.workspaceId, await this.find<StoredRow>(pageSql, page, segments));
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
    const page = { workspaceId, filter, after: null, limit: 1 };
    return (await this.find(eligibleSql, page, segments)).length > 0;
  }

  /**
   * The newest contacts are tested one by one: they hold a page of any common value. A few hundred of them tell whether
   * more of them would. Only where they do not hold a page, the index of terms finds all that match. PostgreSQL left alone
   * takes two values that never meet for a common pair, or a rare word for a frequent one, and walks a million contacts
   * for a page: 2 to 4 s. Three statements and not one: to plan one took longer than to run it for a common value.
   */
  private async find<Row extends object>(
    compose: Compose,
    page: ContactPage,
    segments: readonly SegmentMembers[],
  ): Promise<Row[]> {
    const within = (reach: Reach): Promise<Row[]> =>
      this.query<Row>(page.workspaceId, compose(page, segments, reach), segments);
    if (!namesTerms(page.filter, segments)) return within('plan');

    const sample = await within({ newest: SAMPLE });
    if (sample.length === page.limit) return sample;
    const newest = sample.length < FREQUENT ? sample : await within({ newest: NEWEST });
    return newest.length === page.limit ? newest : within('index');
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
