import { Injectable } from '@nestjs/common';
import type { ReopenSteps, RequestOf, ResponseOf } from '#contracts';
import { Database, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import type { DelayChange } from '../../campaigns/domain/delay-changes.js';
import type { Page, Remainder } from '../../campaigns/domain/enrolling.js';
import type { CampaignReplica } from '../../campaigns/persistence/campaign-replicas.js';
import {
  enrollCandidatesSql,
  enrollPageSql,
  type PageOptions,
} from '../../campaigns/persistence/enroll-page.sql.js';
import type { PersonColumns } from '../../contacts/domain/contact.js';
import type { NamedSegments } from '../../segments/persistence/segments.js';
import type { DueStep } from '../domain/due-step.js';
import type { Advance, Stop } from '../domain/outcome.js';
import type { SendCandidate } from '../domain/send-refusal.js';
import { CONFIRM_SENDS } from './confirm-sends.sql.js';
import { CLAIM_DUE_STEPS, MOVE_WAITING, NEXT_DUE_STEP } from './due-steps.sql.js';
import { ADVANCE, CLOSE_CAMPAIGNS, REMOVE, STOP } from './outcomes.sql.js';
import { REOPEN_STEPS } from './reopen-steps.sql.js';

/** Due rows that are claimed by one statement. */
const CLAIM_SIZE = 5_000;

export interface EnrolledContact {
  readonly id: string;
  readonly contactId: string;
  readonly email: string;
  readonly timeZone: string | null;
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

const withZones = ({ rows, zones }: FoundBatch): EnrolledContact[] =>
  rows.map((row) => ({ ...row, timeZone: zones[row.contactId] ?? null }));

/** An enrollment that a send is about, with its contact as it is now. */
export type SendCandidateRow = SendCandidate & PersonColumns & { readonly contact_id: string };

export interface SendToConfirm {
  readonly workspaceId: string;
  readonly enrollmentId: string;
  readonly stepNumber: number;
}

interface CampaignIdRow {
  readonly campaignId: string;
}

/** A removed contact whose queued message still leaves is unfinished too. */
const REMAINDER = `
  select
    exists (
      select from enrollment where campaign_id = $2 and status in ('pending', 'active')
    ) or exists (
      select from enrollment where campaign_id = $2 and status = 'removed' and awaiting_step is not null
    ) as unfinished,
    exists (select from campaign_candidate where campaign_id = $2) as candidates,
    exists (select from changed_contact where workspace_id = $1) as unmatched`;

@Injectable()
export class Enrollments {
  constructor(private readonly database: Database) {}

  /** Enrolls the next page of a claimed replica. */
  async enrollPage(
    tx: Transaction,
    replica: CampaignReplica,
    segments: NamedSegments,
    options: PageOptions,
  ): Promise<EnrolledPage> {
    const { sql, values } = enrollPageSql(replica, segments.conditions, options);
    const [found] = await tx.query<FoundPage>(sql, values);
    if (found === undefined) throw new Error('a select without from answers one row');
    const { lastEnrolled, windowEnd, atEnd, more } = found;
    return { lastEnrolled, windowEnd, atEnd, more, enrolled: found.rows.length, rows: withZones(found) };
  }

  /** Enrolls candidates of a claimed campaign, and forgets those that are not eligible any more. */
  async enrollCandidates(
    tx: Transaction,
    replica: CampaignReplica,
    segments: NamedSegments,
    options: PageOptions,
  ): Promise<EnrolledBatch> {
    const { sql, values } = enrollCandidatesSql(replica, segments.conditions, options);
    const [found] = await tx.query<FoundBatch>(sql, values);
    if (found === undefined) throw new Error('a select without from answers one row');
    return { more: found.more, rows: withZones(found) };
  }

  /** In one snapshot: a changed contact that becomes a candidate is seen as the one or as the other. */
  async remainder(tx: Transaction, { workspaceId, campaignId }: CampaignReplica): Promise<Remainder> {
    const [row] = await tx.query<Remainder>(REMAINDER, [workspaceId, campaignId]);
    if (row === undefined) throw new Error('a select without from answers one row');
    return row;
  }

  /** When the next step of an active campaign is due, or was; null when none waits. Takes neither lock nor transaction. */
  async nextDueAt(): Promise<Date | null> {
    const [row] = await this.database.query<{ nextAt: Date | null }>(NEXT_DUE_STEP);
    return row?.nextAt ?? null;
  }

  /** Marks what is due in active campaigns as awaiting its outcome. */
  claimDue(tx: Transaction, now: Date): Promise<DueStep[]> {
    return tx.query<DueStep>(CLAIM_DUE_STEPS, [now, CLAIM_SIZE]);
  }

  /** Has those who wait for a step wait as long as it takes now. */
  async moveWaiting(
    tx: Transaction,
    changes: readonly (DelayChange & { readonly campaign_id: string })[],
  ): Promise<void> {
    if (changes.length > 0) await tx.query(MOVE_WAITING, [JSON.stringify(changes)]);
  }

  /** Answers the campaigns in which an enrollment is finished now. */
  async advance(tx: Transaction, advances: readonly Advance[]): Promise<string[]> {
    return advances.length === 0 ? [] : campaigns(tx, ADVANCE, [JSON.stringify(advances)]);
  }

  /** Answers the campaigns in which an enrollment is finished now. */
  async stop(tx: Transaction, stops: readonly Stop[]): Promise<string[]> {
    return stops.length === 0 ? [] : campaigns(tx, STOP, [JSON.stringify(stops)]);
  }

  /** Ends enrollments that must not be written to. Answers the campaigns in which one is finished now. */
  remove(tx: Transaction, removals: readonly { id: string; reason: string }[], now: Date): Promise<string[]> {
    return campaigns(tx, REMOVE, [removals.map(({ id }) => id), removals.map(({ reason }) => reason), now]);
  }

  /** Has enrollments await a step again; one answer per step, in their order. */
  async reopen(command: RequestOf<typeof ReopenSteps>): Promise<ResponseOf<typeof ReopenSteps>['results']> {
    const steps = command.steps.map((step) => ({ ...step, enrollment_id: uuidOf(step.enrollment_id) }));
    const rows = await this.database.query<{ result: ResponseOf<typeof ReopenSteps>['results'][number] }>(
      REOPEN_STEPS,
      [uuidOf(command.workspace_id), uuidOf(command.campaign_id), JSON.stringify(steps)],
    );
    return rows.map(({ result }) => result);
  }

  /** Ends whatever is unfinished in campaigns that were archived. */
  async closeCampaigns(tx: Transaction, campaignIds: readonly string[], now: Date): Promise<void> {
    if (campaignIds.length > 0) await tx.query(CLOSE_CAMPAIGNS, [campaignIds, now]);
  }

  /** In the order of the request; all null where the enrollment does not exist. */
  candidates(sends: readonly SendToConfirm[]): Promise<SendCandidateRow[]> {
    return this.database.query<SendCandidateRow>(CONFIRM_SENDS, [
      sends.map(({ workspaceId }) => workspaceId),
      sends.map(({ enrollmentId }) => enrollmentId),
      sends.map(({ stepNumber }) => stepNumber),
    ]);
  }
}

async function campaigns(tx: Transaction, sql: string, values: readonly unknown[]): Promise<string[]> {
  const rows = await tx.query<CampaignIdRow>(sql, values);
  return rows.map(({ campaignId }) => campaignId);
}
