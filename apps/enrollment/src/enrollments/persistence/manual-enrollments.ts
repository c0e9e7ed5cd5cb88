import { Injectable } from '@nestjs/common';
import type { EnrollResult } from '#contracts';
import type { Transaction } from '#database';
import { idOf } from '#kernel';
import type { CampaignReplica } from '../../campaigns/persistence/campaign-replicas.js';
import type { PageOptions } from '../../campaigns/persistence/enroll-page.sql.js';
import type { EnrolledContact } from './enrollments.js';
import { ADD_ENROLLMENTS, REMOVE_CONTACTS, START_PENDING } from './manual-enrollments.sql.js';

interface CheckedRow {
  readonly contactId: string;
  /** Null: enrolled. */
  readonly reason: EnrollResult['skipped'][number]['reason'] | null;
}

export interface StartedPage {
  /** How many were looked at, those included that may not be written to any more. */
  readonly looked: number;
  /** Whether anybody was waiting before it. */
  readonly waiting: boolean;
  readonly rows: readonly EnrolledContact[];
}

export interface Named {
  readonly workspaceId: string;
  readonly campaignId: string;
  readonly contactIds: readonly string[];
  readonly now: Date;
}

/** Enrollments that somebody asked for by name. */
@Injectable()
export class ManualEnrollments {
  async add(tx: Transaction, { workspaceId, campaignId, contactIds, now }: Named): Promise<EnrollResult> {
    const rows = await tx.query<CheckedRow>(ADD_ENROLLMENTS, [workspaceId, campaignId, contactIds, now]);
    const skipped = rows.flatMap(({ contactId, reason }) =>
      reason === null ? [] : [{ contact_id: idOf('cont', contactId), reason }],
    );
    return { enrolled: rows.length - skipped.length, skipped };
  }

  /** Starts those of a claimed replica that wait. */
  async start(tx: Transaction, { campaignId }: CampaignReplica, options: PageOptions): Promise<StartedPage> {
    const { limit, delayMs, now } = options;
    const dueAt = new Date(now.getTime() + delayMs);
    const values = [campaignId, limit, now, delayMs === 0 ? 1 : null, dueAt];
    const [page] = await tx.query<StartedPage>(START_PENDING, values);
    if (page === undefined) throw new Error('a select without from answers one row');
    return page;
  }

  /** Answers how many were under way. */
  async remove(tx: Transaction, named: Named & { readonly stopPendingSends: boolean }): Promise<number> {
    const { workspaceId, campaignId, contactIds, now, stopPendingSends } = named;
    const values = [workspaceId, campaignId, contactIds, now, stopPendingSends];
    const [row] = await tx.query<{ removed: number }>(REMOVE_CONTACTS, values);
    return row?.removed ?? 0;
  }
}
