import { Injectable } from '@nestjs/common';
import type { ReopenSteps, RequestOf, ResponseOf } from '#contracts';
import { Database, type Transaction } from '#database';
import { uuidOf } from '#kernel';
import type { PersonColumns } from '../../contacts/domain/contact.js';
import type { DelayChange } from '../domain/delay-changes.js';
import type { DueStep } from '../domain/due-step.js';
import type { Advance, Stop } from '../domain/outcome.js';
import type { SendCandidate } from '../domain/send-refusal.js';
import { CONFIRM_SENDS } from './confirm-sends.sql.js';
import { CLAIM_DUE_STEPS, MOVE_WAITING, NEXT_DUE_STEP } from './due-steps.sql.js';
import { ADVANCE, CLOSE_CAMPAIGNS, REMOVE, STOP } from './outcomes.sql.js';
import { REOPEN_STEPS } from './reopen-steps.sql.js';

/** Due rows that are claimed by one statement. */
const CLAIM_SIZE = 5_000;

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

@Injectable()
export class Enrollments {
  constructor(private readonly database: Database) {}

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
