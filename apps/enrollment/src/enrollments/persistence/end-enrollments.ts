import type { Transaction } from '#database';
import { uuidOf } from '#kernel';
import { strengthOf, type End } from '../domain/ending.js';
import { END_ENROLLMENTS } from './end-enrollments.sql.js';
import type { FinishedRow } from './finished-enrollments.js';

/** Ends enrollments where no stronger end stands; answers those whose end has changed. */
export async function endEnrollments(tx: Transaction, ends: readonly End[]): Promise<FinishedRow[]> {
  if (ends.length === 0) return [];
  const stored = ends.map((end) => ({
    ...end,
    strength: strengthOf(end),
    enrollment_id: uuidOf(end.enrollment_id),
    workspace_id: uuidOf(end.workspace_id),
  }));
  return tx.query<FinishedRow>(END_ENROLLMENTS, [JSON.stringify(stored)]);
}
