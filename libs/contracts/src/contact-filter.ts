import { z } from 'zod';
import { defineRequest } from './define.js';
import { atLeastOneOf, Instant, lineText, nonEmptyText } from './fields.js';
import { IdOf, WorkspaceId } from './ids.js';

const anyOf = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(100);

/** The result of a check of the address. */
export const VerificationStatus = z.enum([
  'valid',
  'invalid',
  'invalid_syntax',
  'disposable',
  'role_based',
  'catch_all',
  'unknown',
]);

export const IcpTier = z.enum(['A', 'B', 'C', 'D']).meta({
  description: 'How well the contact fits the profile of an ideal customer; A is best.',
});

const KEYS = {
  segment_ids: anyOf(IdOf('seg')).optional(),
  icp_tier: anyOf(IcpTier).optional(),
  grade: anyOf(lineText(10)).optional(),
  tags: anyOf(lineText(100)).optional(),
  seniority: anyOf(lineText(50)).optional(),
  department: anyOf(lineText(100)).optional(),
  country: anyOf(lineText(2).length(2)).optional().meta({ description: 'ISO 3166, two letters each.' }),
  industry: anyOf(lineText(100)).optional(),
  verification_status: anyOf(VerificationStatus).optional(),
  lead_score_min: z.number().int().optional(),
  lead_score_max: z.number().int().optional(),
  created_after: Instant.optional(),
  search: nonEmptyText(200).optional().meta({
    description:
      'Words of the address, the name, the title or the company, all of them; the last one may be the beginning of a word. A term with an `@` inside is the beginning of the address.',
  }),
} as const;

/** The contacts of a campaign: AND between keys, OR within one. An unknown key is an error, and so is no key. */
export const ContactFilter = atLeastOneOf(z.strictObject(KEYS), 'must name at least one key');
export type ContactFilter = z.infer<typeof ContactFilter>;

/** The filter of a list of contacts; without a key, the list has all of them. */
export const ContactQuery = z.strictObject({ ...KEYS, updated_after: Instant.optional() });
export type ContactQuery = z.infer<typeof ContactQuery>;

/** Does an eligible contact match? Answers without counting, so that it costs the same at a million contacts. */
export const ResolveFilter = defineRequest({
  subject: 'rpc.enrollment.resolve-filter.v1',
  askedBy: ['campaigns'],
  request: z.object({ workspace_id: WorkspaceId, filter: ContactFilter }),
  response: z.object({ has_eligible: z.boolean(), unknown_segment_ids: z.array(IdOf('seg')) }),
  timeoutMs: 5_000,
});
