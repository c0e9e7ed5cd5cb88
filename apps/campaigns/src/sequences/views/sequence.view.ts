import type { SequenceSummary, SequenceView } from '#contracts';
import type { StoredSequence, StoredSummary } from '../persistence/sequences.js';

export const sequenceView = (sequence: StoredSequence): SequenceView => withInstants(sequence);
export const sequenceSummary = (summary: StoredSummary): SequenceSummary => withInstants(summary);

const withInstants = <Stored extends { created_at: Date; updated_at: Date }>(stored: Stored) => ({
  ...stored,
  created_at: stored.created_at.toISOString(),
  updated_at: stored.updated_at.toISOString(),
});
