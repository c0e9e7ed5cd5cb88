export type FieldKind = 'text' | 'number' | 'tags' | 'custom' | 'time';

const TEXT = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'matches_regex',
  'is_empty',
  'is_not_empty',
] as const;
const ORDERED = ['equals', 'not_equals', 'greater_than', 'less_than', 'is_empty', 'is_not_empty'] as const;

/** The operators that each kind of field takes. A custom field may hold a text or a number. */
export const OPERATORS = {
  text: TEXT,
  number: ORDERED,
  tags: ['has', 'has_not', 'is_empty', 'is_not_empty'],
  custom: [...TEXT, 'greater_than', 'less_than'],
  time: ORDERED,
} as const satisfies Record<FieldKind, readonly string[]>;

const CUSTOM = 'custom_fields.';

/** The name of a custom field; undefined for any other field. */
export const customNameOf = (field: string): string | undefined =>
  field.startsWith(CUSTOM) ? field.slice(CUSTOM.length) : undefined;

const KINDS = new Map<string, FieldKind>([
  ...textFields('email', 'first_name', 'last_name', 'title', 'seniority', 'department', 'phone', 'mobile'),
  ...textFields(
    'linkedin_url',
    'city',
    'state',
    'country',
    'time_zone',
    'lead_source',
    'verification_status',
  ),
  ...textFields('icp_tier', 'grade'),
  ['lead_score', 'number'],
  ['tags', 'tags'],
  ...textFields('company.name', 'company.domain', 'company.industry'),
  ['company.employee_count', 'number'],
  ...textFields('company.revenue_band'),
  ['created_at', 'time'],
  ['updated_at', 'time'],
]);

/** The fields of a contact that are no custom ones. */
export const FIELDS = [...KINDS.keys()];

function textFields(...names: string[]): [string, FieldKind][] {
  return names.map((name) => [name, 'text']);
}

/** Undefined where a contact has no such field. */
export function kindOf(field: string): FieldKind | undefined {
  const name = customNameOf(field);
  if (name === undefined) return KINDS.get(field);
  return name.trim() !== '' && name.length <= 100 ? 'custom' : undefined;
}
