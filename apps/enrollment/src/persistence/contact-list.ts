import { Injectable } from '@nestjs/common';
import type { ContactQuery } from '#contracts';
import { Database } from '#database';
import { filterSql } from './contact-filter.sql.js';
import type { Contact } from './contacts.js';
import { Segments } from './segments.js';
import { SqlParams } from './sql-params.js';

export interface ContactPage {
  readonly workspaceId: string;
  readonly filter: ContactQuery;
  /** Uuid of the last one of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** Contacts that are not deleted, newest first. */
@Injectable()
export class ContactList {
  constructor(
    private readonly database: Database,
    private readonly segments: Segments,
  ) {}

  async page({ workspaceId, filter, after, limit }: ContactPage): Promise<Contact[]> {
    const params = new SqlParams();
    const matching = await this.matchingSql(workspaceId, filter, params);
    const sql = `
      select c.* from contact c
      where ${matching} ${after === null ? '' : `and c.id < ${params.bind(after, 'uuid')}`}
      order by c.id desc limit ${params.bind(limit, 'integer')}`;
    return this.database.query<Contact>(sql, params.values);
  }

  /** All that match, exactly. */
  async count(workspaceId: string, filter: ContactQuery): Promise<number> {
    const params = new SqlParams();
    const matching = await this.matchingSql(workspaceId, filter, params);
    const [row] = await this.database.query<{ contacts: number }>(
      `select count(*)::int as contacts from contact c where ${matching}`,
      params.values,
    );
    return row?.contacts ?? 0;
  }

  private async matchingSql(workspaceId: string, filter: ContactQuery, params: SqlParams): Promise<string> {
    const { conditions } = await this.segments.named(this.database, workspaceId, filter);
    const workspace = params.bind(workspaceId, 'uuid');
    return `c.workspace_id = ${workspace} and c.deleted_at is null and ${filterSql(filter, conditions, params)}`;
  }
}
