import { Injectable } from '@nestjs/common';
import type { EnrollmentView, ListEnrollments, RequestOf } from '#contracts';
import { Database, newestRows, SqlParams, type OwnedList, type Statement } from '#database';
import { idOf, uuidOf } from '#kernel';
import { pageFrom, uuidIn } from '#messaging';

/** The enrollments of a campaign (the owner) that a list shows. */
export interface ListedEnrollments extends OwnedList {
  readonly statuses: readonly EnrollmentView['status'][] | undefined;
  /** Uuid. */
  readonly contact: string | undefined;
}

/** Newest first, each with how many steps there are, which is looked up once for all of them. */
export function listEnrollments({ contact, ...list }: ListedEnrollments): Statement {
  const params = new SqlParams();
  const campaign = params.bind(list.owner, 'uuid');
  const columns = `
    id, campaign_id, contact_id, email, status, current_step, next_step_at, last_sent_at, enrolled_at, finished_at,
    stop_reason, source, sending_account_id,
    (select jsonb_array_length(steps) from campaign_replica where campaign_id = ${campaign}) as total_steps`;
  const where = contact === undefined ? [] : [`contact_id = ${params.bind(contact, 'uuid')}`];
  return newestRows({ table: 'enrollment', owner: 'campaign_id', columns }, list, {
    params,
    where,
    isFew: contact !== undefined,
  });
}

type Ids = Record<'id' | 'campaign_id' | 'contact_id', string>;
type Times = Record<'next_step_at' | 'last_sent_at' | 'finished_at', Date | null>;

interface EnrollmentRow
  extends Omit<EnrollmentView, keyof Ids | keyof Times | 'enrolled_at' | 'sending_account_id'>, Ids, Times {
  readonly enrolled_at: Date;
  readonly sending_account_id: string | null;
}

/** Enrollments as the API shows them, newest first. */
@Injectable()
export class EnrollmentList {
  constructor(private readonly database: Database) {}

  async page({ status: statuses, ...query }: RequestOf<typeof ListEnrollments>) {
    const list = {
      workspace: uuidOf(query.workspace_id),
      owner: uuidOf(query.campaign_id),
      after: uuidIn(query.cursor, 'enr'),
      statuses,
      contact: query.contact_id && uuidOf(query.contact_id),
      limit: query.page_size + 1, // one more than asked for tells whether there is a next page
    };
    const { sql, values } = listEnrollments(list);
    const rows = await this.database.query<EnrollmentRow>(sql, values);
    return pageFrom(rows.map(viewOf), { size: query.page_size });
  }
}

const viewOf = (row: EnrollmentRow): EnrollmentView => ({
  ...row,
  id: idOf('enr', row.id),
  campaign_id: idOf('camp', row.campaign_id),
  contact_id: idOf('cont', row.contact_id),
  next_step_at: row.next_step_at?.toISOString() ?? null,
  last_sent_at: row.last_sent_at?.toISOString() ?? null,
  enrolled_at: row.enrolled_at.toISOString(),
  finished_at: row.finished_at?.toISOString() ?? null,
  sending_account_id: row.sending_account_id === null ? null : idOf('ea', row.sending_account_id),
});
