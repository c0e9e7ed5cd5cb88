import { z } from 'zod';
import { defineRequest } from './define.js';
import { changesOf, Instant, nonEmptyText, text } from './fields.js';
import { IdOf, ReferenceTo, WorkspaceId } from './ids.js';
import { pageOf, PageQuery } from './paging.js';

/** Fields of a contact that a rule may compare. */
export const SEGMENT_FIELDS = [
  'email',
  'first_name',
  'last_name',
  'title',
  'seniority',
  'department',
  'phone',
  'mobile',
  'linkedin_url',
  'city',
  'state',
  'country',
  'time_zone',
  'lead_source',
  'verification_status',
  'icp_tier',
  'grade',
  'lead_score',
  'tags',
  'company.name',
  'company.domain',
  'company.industry',
  'company.employee_count',
  'company.revenue_band',
  'created_at',
  'updated_at',
] as const;
export type SegmentField = (typeof SEGMENT_FIELDS)[number] | `custom_fields.${string}`;

export const SEGMENT_OPERATORS = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'matches_regex',
  'greater_than',
  'less_than',
  'is_empty',
  'is_not_empty',
  'has',
  'has_not',
] as const;
export type SegmentOperator = (typeof SEGMENT_OPERATORS)[number];

/** Names are checked together with their rule, where the answer can list the operators that the field takes. */
const nameOf = <Name extends string>(noun: string) =>
  z.custom<Name>((value) => typeof value === 'string' && value.length <= 120, {
    error: `must be the name of ${noun}`,
    params: { code: 'invalid_rule' },
  });

export const SegmentRule = z.strictObject({
  field: nameOf<SegmentField>('a field').meta({
    type: 'string',
    anyOf: [{ enum: [...SEGMENT_FIELDS] }, { pattern: '^custom_fields\\..{1,100}$' }],
  }),
  operator: nameOf<SegmentOperator>('an operator').meta({ type: 'string', enum: [...SEGMENT_OPERATORS] }),
  value: z
    .union([text(500), z.number(), z.boolean()])
    .optional()
    .meta({
      description:
        'None for `is_empty` and `is_not_empty`. For `created_at` and `updated_at` a day, such as `2026-04-01`, or, for `greater_than` and `less_than`, an instant. Days are those of UTC.',
    }),
});
export type SegmentRule = z.infer<typeof SegmentRule>;

/** Rules that all hold, or of which any holds. */
export interface SegmentGroup {
  readonly match: 'all' | 'any';
  readonly rules: readonly (SegmentRule | SegmentGroup)[];
}

export const SegmentMatch = z.enum(['all', 'any']).meta({
  description: 'Whether all of the rules have to hold, or any.',
});

const groupOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    match: SegmentMatch.default('all'),
    rules: z.array(item).max(50).meta({ description: 'Rules, and groups of them; at least one.' }),
  });

const MAX_RULES = 200;

/** Groups within groups, four deep: written out, because a recursive schema would accept any depth. */
export const FourthSegmentGroup = groupOf(SegmentRule);
export const ThirdSegmentGroup = groupOf(z.union([SegmentRule, FourthSegmentGroup]));
export const SecondSegmentGroup = groupOf(z.union([SegmentRule, ThirdSegmentGroup]));

export const SegmentConditions = groupOf(z.union([SegmentRule, SecondSegmentGroup]))
  .extend({
    rules: z
      .array(z.union([SegmentRule, SecondSegmentGroup]))
      .max(50)
      .default([])
      .meta({ description: 'Rules, and groups of them; at least one, or `everybody`.' }),
    everybody: z.literal(true).optional().meta({
      description: 'Every contact of the workspace. It has to be said, and stands alone.',
    }),
  })
  .refine((conditions) => ruleCount(conditions) <= MAX_RULES, {
    error: `must have at most ${MAX_RULES} rules in all`,
    path: ['rules'],
    params: { code: 'too_long' },
  });
export type SegmentConditions = z.infer<typeof SegmentConditions>;

const ruleCount = ({ rules }: SegmentGroup): number =>
  rules.reduce((count, rule) => count + ('rules' in rule ? ruleCount(rule) : 1), 0);

export const SegmentType = z.enum(['dynamic', 'static']).meta({
  description:
    '`dynamic`: whoever meets the conditions at the time. `static`: whoever was put into it. It stays what it is.',
});
export type SegmentType = z.infer<typeof SegmentType>;

export const SegmentInput = z.strictObject({
  name: nonEmptyText(200),
  type: SegmentType.default('dynamic'),
  conditions: SegmentConditions.optional().meta({
    description: 'Only for a dynamic segment, which must have them.',
  }),
});
export type SegmentInput = z.infer<typeof SegmentInput>;

/** A change of at least one field. */
export const SegmentChanges = changesOf(
  z.strictObject({ name: nonEmptyText(200), conditions: SegmentConditions }),
);
export type SegmentChanges = z.infer<typeof SegmentChanges>;

const contactIds = z.array(ReferenceTo('cont')).max(1_000).default([]);

/** Contacts to add to and to remove from a static segment. */
export const SegmentContacts = z.strictObject({ add: contactIds, remove: contactIds });
export type SegmentContacts = z.infer<typeof SegmentContacts>;

export const SegmentView = z.object({
  id: IdOf('seg'),
  workspace_id: WorkspaceId,
  name: z.string(),
  type: SegmentType,
  conditions: SegmentConditions.nullable().meta({ description: 'Null for a static one.' }),
  contact_count: z.number().int().nullable().meta({
    description:
      'Exact at `contact_count_at`. Creating or changing a segment counts; getting one counts if the count is older than 10 seconds. Lists show the stored count, which is renewed once an hour. Null until it is counted first.',
  }),
  /** Absent from a replica of an older release. */
  contact_count_at: Instant.nullable().optional().meta({ description: 'When the contacts were counted.' }),
  created_at: Instant,
  updated_at: Instant,
});
export type SegmentView = z.infer<typeof SegmentView>;

/** A count may wait for others: two are taken at a time. */
const COUNTING_MS = 15_000;

export const CreateSegment = defineRequest({
  subject: 'rpc.enrollment.create-segment.v1',
  request: SegmentInput.extend({ workspace_id: WorkspaceId }),
  response: SegmentView,
  timeoutMs: COUNTING_MS,
});

export const SegmentRef = z.object({ workspace_id: WorkspaceId, segment_id: IdOf('seg') });
export type SegmentRef = z.infer<typeof SegmentRef>;

export const GetSegment = defineRequest({
  subject: 'rpc.enrollment.get-segment.v1',
  request: SegmentRef,
  response: SegmentView,
  refusals: ['not_found'],
  timeoutMs: COUNTING_MS,
});

export const ListSegments = defineRequest({
  subject: 'rpc.enrollment.list-segments.v1',
  request: PageQuery.extend({ workspace_id: WorkspaceId }),
  response: pageOf(SegmentView),
  timeoutMs: COUNTING_MS,
});

export const UpdateSegment = defineRequest({
  subject: 'rpc.enrollment.update-segment.v1',
  request: SegmentRef.extend({ changes: SegmentChanges }),
  response: SegmentView,
  refusals: ['not_found'],
  timeoutMs: COUNTING_MS,
});

/** Refused while the filter of a campaign that is not over names it: no contact would match any more. */
export const DeleteSegment = defineRequest({
  subject: 'rpc.enrollment.delete-segment.v1',
  request: SegmentRef,
  response: z.object({}),
  refusals: ['not_found', 'segment_in_use'],
});

/** Contacts that do not exist are passed over. */
export const ChangeSegmentContacts = defineRequest({
  subject: 'rpc.enrollment.change-segment-contacts.v1',
  request: SegmentRef.extend(SegmentContacts.shape),
  response: SegmentView,
  refusals: ['not_found'],
  timeoutMs: COUNTING_MS,
});
