import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { Page, Remainder } from '../../campaigns/domain/enrolling.js';
import type { CampaignReplica } from '../../campaigns/index.js';
import type { NamedSegments } from '../../contacts/index.js';
import {
  enrollCandidatesSql,
  enrollPageSql,
  REMAINDER,
  START_PENDING,
  type PageOptions,
} from './enroll-pages.sql.js';

export interface EnrolledContact {
  readonly id: string;
  readonly contactId: string;
  readonly email: string;
  readonly timeZone: string | null;
}

export interface StartedPage {
  /** How many were looked at, those included that may not be written to any more. */
  readonly looked: number;
  /** Whether anybody was waiting before it. */
  readonly waiting: boolean;
  readonly rows: readonly EnrolledContact[];
}

export interface EnrolledBatch {
  readonly rows: readonly EnrolledContact[];
  /** Some eligible contact was left over. */
  readonly more: boolean;
}

export type EnrolledPage = Page & EnrolledBatch;

/** `zones` by contact, of those who have one. Joined to the rows, PostgreSQL compared each of 5,000 with each: 1.5 s a page. */
interface FoundBatch extends Omit<EnrolledBatch, 'rows'> {
  readonly rows: readonly Omit<EnrolledContact, 'timeZone'>[];
  readonly zones: Readonly<Record<string, string>>;
}

type FoundPage = FoundBatch & Omit<Page, 'enrolled'>;

/** One statement each: a claimed replica's contacts that start next. */
@Injectable()
export class EnrollPages {
  /** Starts those who were enrolled by name and wait. */
  async startPending(
    tx: Transaction,
    { campaignId }: CampaignReplica,
    options: PageOptions,
  ): Promise<StartedPage> {
    const { limit, delayMs, now } = options;
    const dueAt = new Date(now.getTime() + delayMs);
    return onlyRow(tx, START_PENDING, [campaignId, limit, now, delayMs === 0 ? 1 : null, dueAt]);
  }

  /** Enrolls candidates, and forgets those that are not eligible any more. */
  async enrollCandidates(
    tx: Transaction,
    replica: CampaignReplica,
    segments: NamedSegments,
    options: PageOptions,
  ): Promise<EnrolledBatch> {
    const { sql, values } = enrollCandidatesSql(replica, segments.conditions, options);
    const found = await onlyRow<FoundBatch>(tx, sql, values);
    return { more: found.more, rows: withZones(found) };
  }

  /** Enrolls the next page of the scan. */
  async enrollPage(
    tx: Transaction,
    replica: CampaignReplica,
    segments: NamedSegments,
    options: PageOptions,
  ): Promise<EnrolledPage> {
    const { sql, values } = enrollPageSql(replica, segments.conditions, options);
    const found = await onlyRow<FoundPage>(tx, sql, values);
    const { lastEnrolled, windowEnd, atEnd, more } = found;
    return { lastEnrolled, windowEnd, atEnd, more, enrolled: found.rows.length, rows: withZones(found) };
  }

  /** In one snapshot: a changed contact that becomes a candidate is seen as the one or as the other. */
  remainder(tx: Transaction, { workspaceId, campaignId }: CampaignReplica): Promise<Remainder> {
    return onlyRow(tx, REMAINDER, [workspaceId, campaignId]);
  }
}

async function onlyRow<Row extends object>(tx: Transaction, sql: string, values: unknown[]): Promise<Row> {
  const [row] = await tx.query<Row>(sql, values);
  if (row === undefined) throw new Error('a select without from answers one row');
  return row;
}

const withZones = ({ rows, zones }: FoundBatch): EnrolledContact[] =>
  rows.map((row) => ({ ...row, timeZone: zones[row.contactId] ?? null }));
