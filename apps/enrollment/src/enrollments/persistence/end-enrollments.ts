import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import { uuidOf } from '#kernel';
import { AddedSuppressions, type AddedRow } from '../../suppressions/index.js';
import { strengthOf, type End } from '../domain/ending.js';
import { END_ENROLLMENTS } from './end-enrollments.sql.js';
import type { FinishedRow } from './finished-enrollments.js';

interface EndedRow {
  readonly ended: readonly (Omit<FinishedRow, 'at'> & { readonly at: string })[];
  readonly added: readonly AddedRow[];
}

@Injectable()
export class EndEnrollments {
  constructor(private readonly suppressions: AddedSuppressions) {}

  /** Ends enrollments where no stronger end stands; answers those whose end has changed. Publishes who is suppressed now. */
  async execute(tx: Transaction, ends: readonly End[]): Promise<FinishedRow[]> {
    if (ends.length === 0) return [];
    const [row] = await tx.query<EndedRow>(END_ENROLLMENTS, [JSON.stringify(ends.map(storedEnd))]);
    if (row === undefined) throw new Error('a select without from answers one row');
    await this.suppressions.publish(tx, row.added);
    return row.ended.map((ended) => ({ ...ended, at: new Date(ended.at) }));
  }
}

const storedEnd = (end: End) => ({
  ...end,
  strength: strengthOf(end),
  enrollment_id: uuidOf(end.enrollment_id),
  workspace_id: uuidOf(end.workspace_id),
});
