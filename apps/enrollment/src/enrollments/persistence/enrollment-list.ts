import { Injectable } from '@nestjs/common';
import type { EnrollmentView, ListEnrollments, Page, RequestOf } from '#contracts';
import { Database } from '#database';
import { idOf, uuidOf } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';
import { listEnrollments } from './enrollment-list.sql.js';

interface EnrollmentRow {
  readonly id: string;
  readonly campaign_id: string;
  readonly contact_id: string;
  readonly email: string;
  readonly status: EnrollmentView['status'];
  readonly current_step: number;
  readonly total_steps: number;
  readonly next_step_at: Date | null;
  readonly last_sent_at: Date | null;
  readonly enrolled_at: Date;
  readonly finished_at: Date | null;
  readonly stop_reason: string | null;
  readonly source: EnrollmentView['source'];
  readonly sending_account_id: string | null;
}

/** Enrollments as the API shows them, newest first. */
@Injectable()
export class EnrollmentList {
  constructor(private readonly database: Database) {}

  async page(query: RequestOf<typeof ListEnrollments>): Promise<Page<EnrollmentView>> {
    const rows = await this.listed(query);
    return pageFrom(rows.map(viewOf), { size: query.page_size });
  }

  private listed({
    status: statuses,
    ...query
  }: RequestOf<typeof ListEnrollments>): Promise<EnrollmentRow[]> {
    const list = {
      workspace: uuidOf(query.workspace_id),
      owner: uuidOf(query.campaign_id),
      after: uuidIn(query.cursor, 'enr'),
      statuses,
      contact: query.contact_id && uuidOf(query.contact_id),
      limit: query.page_size + 1, // one more than asked for tells whether there is a next page
    };
    const { sql, values } = listEnrollments(list);
    return this.database.query(sql, values);
  }
}

const viewOf = (row: EnrollmentRow): EnrollmentView => ({
  id: idOf('enr', row.id),
  campaign_id: idOf('camp', row.campaign_id),
  contact_id: idOf('cont', row.contact_id),
  email: row.email,
  status: row.status,
  current_step: row.current_step,
  total_steps: row.total_steps,
  next_step_at: row.next_step_at?.toISOString() ?? null,
  last_sent_at: row.last_sent_at?.toISOString() ?? null,
  enrolled_at: row.enrolled_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
  stop_reason: row.stop_reason,
  source: row.source,
  sending_account_id: row.sending_account_id === null ? null : idOf('ea', row.sending_account_id),
});
