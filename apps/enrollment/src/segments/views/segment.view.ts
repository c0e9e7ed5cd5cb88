import type { SegmentView } from '#contracts';
import type { Segment } from '../persistence/segments.js';

export const segmentView = (segment: Segment): SegmentView => ({
  ...segment,
  conditions: segment.type === 'static' ? null : saidConditions(segment.conditions),
  contact_count_at: segment.contact_count_at?.toISOString() ?? null,
  created_at: segment.created_at.toISOString(),
  updated_at: segment.updated_at.toISOString(),
});

/** A segment from before `everybody` had to be said. */
const saidConditions = (conditions: Segment['conditions']): Segment['conditions'] =>
  conditions.rules.length === 0 ? { ...conditions, everybody: true } : conditions;
