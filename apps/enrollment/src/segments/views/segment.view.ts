import type { SegmentView } from '#contracts';
import type { Segment } from '../persistence/segments.js';

export const segmentView = (segment: Segment): SegmentView => ({
  ...segment,
  conditions: segment.type === 'static' ? null : segment.conditions,
  contact_count_at: segment.contact_count_at?.toISOString() ?? null,
  created_at: segment.created_at.toISOString(),
  updated_at: segment.updated_at.toISOString(),
});
