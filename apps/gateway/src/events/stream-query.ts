import { z } from 'zod';
import { IdOf, PublicEventType } from '#contracts';
import { anyOf } from '../http/query.js';

export const StreamQuery = z.strictObject({
  type: anyOf(PublicEventType).optional(),
  last_event_id: IdOf('evt').optional().meta({
    description: 'As the header `Last-Event-ID`, which counts where both are given.',
  }),
});
export type StreamQuery = z.infer<typeof StreamQuery>;
