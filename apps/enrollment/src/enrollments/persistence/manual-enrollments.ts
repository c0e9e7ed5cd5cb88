import { Injectable } from '@nestjs/common';
import type { EnrollResult } from '#contracts';
import type { Transaction } from '#database';
import { idOf } from '#kernel';
import { ADD_ENROLLMENTS, REMOVE_CONTACTS } from './manual-enrollments.sql.js';

interface CheckedRow {
  readonly contactId: string;
  /** Null: enrolled. */
  readonly reason: EnrollResult['skipped'][number]['reason'] | null;
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

  /** Answers how many were under way. */
  async remove(tx: Transaction, named: Named & { readonly stopPendingSends: boolean }): Promise<number> {
    const { workspaceId, campaignId, contactIds, now, stopPendingSends } = named;
    const values = [workspaceId, campaignId, contactIds, now, stopPendingSends];
    const [row] = await tx.query<{ removed: number }>(REMOVE_CONTACTS, values);
    return row?.removed ?? 0;
  }
}
