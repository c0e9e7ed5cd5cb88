import { z } from 'zod';
import { AuditAction, Instant, text } from '#contracts';
import { anyOf, ListQuery } from '../http/query.js';

export const AuditQuery = z.strictObject({
  ...ListQuery.shape,
  action: anyOf(AuditAction).optional().meta({ description: 'Only these actions.' }),
  actor: text(100).optional().meta({ description: 'Only actions of the user or API key of this id.' }),
  created_after: Instant.optional().meta({ description: 'Only entries of this instant or later.' }),
  created_before: Instant.optional().meta({ description: 'Only entries before this instant.' }),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
