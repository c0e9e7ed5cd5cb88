import { Injectable } from '@nestjs/common';
import type { Statement, Transaction } from '#database';
import { idOf, uuidOf, type Id } from '#kernel';
import type { Page, Remainder } from '../../campaigns/domain/enrolling.js';
import type { CampaignReplica } from '../../campaigns/index.js';
import { Segments } from '../../segments/index.js';
import {
  enrollCandidatesSql,
  enrollPageSql,
  REMAINDER,
  START_PENDING,
  type PageOptions,
} from './enroll-pages.sql.js';

export interface EnrolledContact {
  readonly id: Id<'enr'>;
  readonly contact_id: Id<'cont'>;
  readonly email: string;
  readonly time_zone: string | null;
}

interface EnrolledRow extends Omit<EnrolledContact, 'id' | 'contact_id'> {
  readonly id: string;
  readonly contact_id: string;
}

interface StartedRow {
  /** How many were looked at, those included that may not be written to any more. */
  readonly looked: number;
  /** Whether anybody was waiting before it. */
  readonly waiting: boolean;
  readonly rows: readonly EnrolledRow[];
}

/** `zones` by contact, of those who have one. Joined to the rows, PostgreSQL compared each of 5,000 with each: 1.5 s a page. */
interface BatchRow {
  readonly rows: readonly Omit<EnrolledRow, 'time_zone'>[];
  readonly zones: Readonly<Record<string, string>>;
  /** Some eligible contact was left over. */
  readonly more: boolean;
}

interface PageRow extends BatchRow {
  readonly last_enrolled: string | null;
  readonly window_end: string | null;
  readonly at_end: boolean;
}

/** One statement each: contacts of a claimed replica that start next. */
@Injectable()
export class EnrollPages {
  constructor(private readonly segments: Segments) {}

  /** Starts those who were enrolled by name and wait. */
  async startPending(
    tx: Transaction,
    { campaign_id }: CampaignReplica,
    { limit, delayMs, now }: PageOptions,
  ) {
    const dueAt = new Date(now.getTime() + delayMs);
    const values = [uuidOf(campaign_id), limit, now, delayMs === 0 ? 1 : null, dueAt];
    const { rows, ...started } = await onlyRow<StartedRow>(tx, { sql: START_PENDING, values });
    return { ...started, contacts: rows.map(enrolledOf) };
  }

  /** Enrolls candidates, and forgets those that are not eligible any more. */
  async enrollCandidates(tx: Transaction, replica: CampaignReplica, options: PageOptions) {
    const segments = await this.segmentsOf(tx, replica);
    const found = await onlyRow<BatchRow>(tx, enrollCandidatesSql(replica, segments, options));
    return { more: found.more, contacts: withZones(found) };
  }

  /** Enrolls the next page of the scan. */
  async enrollPage(
    tx: Transaction,
    replica: CampaignReplica,
    options: PageOptions,
  ): Promise<Page & { readonly contacts: readonly EnrolledContact[] }> {
    const segments = await this.segmentsOf(tx, replica);
    const found = await onlyRow<PageRow>(tx, enrollPageSql(replica, segments, options));
    return {
      enrolled: found.rows.length,
      last_enrolled: placeOf(found.last_enrolled),
      more: found.more,
      window_end: placeOf(found.window_end),
      at_end: found.at_end,
      contacts: withZones(found),
    };
  }

  /** In one snapshot: a changed contact that becomes a candidate is seen as the one or as the other. */
  remainder(tx: Transaction, { workspace_id, campaign_id }: CampaignReplica): Promise<Remainder> {
    return onlyRow(tx, { sql: REMAINDER, values: [uuidOf(workspace_id), uuidOf(campaign_id)] });
  }

  private async segmentsOf(tx: Transaction, { workspace_id, filter }: CampaignReplica) {
    return (await this.segments.named(workspace_id, filter, tx)).conditions;
  }
}

async function onlyRow<Row extends object>(tx: Transaction, { sql, values }: Statement): Promise<Row> {
  const [row] = await tx.query<Row>(sql, values);
  if (row === undefined) throw new Error('a select without from answers one row');
  return row;
}

const placeOf = (contactId: string | null) => (contactId === null ? null : idOf('cont', contactId));

const withZones = ({ rows, zones }: BatchRow): EnrolledContact[] =>
  rows.map((row) => enrolledOf({ ...row, time_zone: zones[row.contact_id] ?? null }));

const enrolledOf = (row: EnrolledRow): EnrolledContact => ({
  ...row,
  id: idOf('enr', row.id),
  contact_id: idOf('cont', row.contact_id),
});
