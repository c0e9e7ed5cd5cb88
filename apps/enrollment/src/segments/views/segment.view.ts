import type { SegmentView } from '#contracts';
import { idOf } from '#kernel';
import type { Segment } from '../persistence/segments.js';

export const segmentView = (segment: Segment): SegmentView => ({
  id: idOf('seg', segment.id),
  workspace_id: idOf('ws', segment.workspaceId),
  name: segment.name,
  type: segment.type,
  conditions: segment.type === 'static' ? null : segment.conditions,
  contact_count: segment.contactCount,
  contact_count_at: segment.countedAt?.toISOString() ?? null,
  created_at: segment.createdAt.toISOString(),
  updated_at: segment.updatedAt.toISOString(),
});
