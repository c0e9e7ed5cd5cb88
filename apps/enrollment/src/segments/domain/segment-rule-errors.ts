import type { FieldError } from '#kernel';

type FieldKind = 'text' | 'number' | 'tags';

const OPERATORS = {
  text: [
    'equals',
    'not_equals',
    'contains',
    'not_contains',
    'starts_with',
    'ends_with',
    'matches_regex',
    'is_empty',
    'is_not_empty',
  ],
  number: ['equals', 'not_equals', 'greater_than', 'less_than', 'is_empty', 'is_not_empty'],
  tags: ['has', 'has_not', 'is_empty', 'is_not_empty'],
} as const satisfies Record<FieldKind, readonly string[]>;

const VALUELESS = ['is_empty', 'is_not_empty'];

/** A question about one field of a contact. */
interface Rule {
  readonly field: string;
  readonly operator: string;
  readonly value?: string | number | undefined;
}

export function kindOf(field: string): FieldKind {
  if (field === 'lead_score' || field === 'company.employee_count') return 'number';
  return field === 'tags' ? 'tags' : 'text';
}

/** Rules, or groups of them. */
interface Group {
  readonly rules: readonly (Rule | Group)[];
}

/** The errors of the rules: an operator that does not fit its field, a value that is missing or no number. */
export const segmentRuleErrors = (rules: Group['rules'], path = 'conditions.rules'): FieldError[] =>
  rules.flatMap((rule, index) =>
    'rules' in rule
      ? segmentRuleErrors(rule.rules, `${path}.${index}.rules`)
      : ruleErrors(rule, `${path}.${index}`),
  );

/** Every regular expression among the rules, and where it stands. */
export const regexesIn = (rules: Group['rules'], path = 'conditions.rules'): PlacedRegex[] =>
  rules.flatMap((rule, index) => {
    if ('rules' in rule) return regexesIn(rule.rules, `${path}.${index}.rules`);
    if (rule.operator !== 'matches_regex') return [];
    return [{ field: `${path}.${index}.value`, pattern: String(rule.value) }];
  });

export interface PlacedRegex {
  readonly field: string;
  readonly pattern: string;
}

const MAX_PATTERN = 200;

/**
 * Back-references make a match try every way to split a text, which for an unlucky one takes for ever; without them it
 * takes as long as the text.
 */
const isSlow = (pattern: string): boolean => pattern.length > MAX_PATTERN || /\\[1-9]/.test(pattern);

function ruleErrors(rule: Rule, path: string): FieldError[] {
  const operators: readonly string[] = OPERATORS[kindOf(rule.field)];
  if (!operators.includes(rule.operator)) {
    return [wrong(`${path}.operator`, `${rule.field} can be asked with ${operators.join(', ')}`)];
  }
  if (rule.operator === 'matches_regex' && isSlow(String(rule.value))) {
    return [wrong(`${path}.value`, `must have at most ${MAX_PATTERN} characters and no back-reference`)];
  }
  return valueErrors(rule, `${path}.value`);
}

function valueErrors({ field, operator, value }: Rule, path: string): FieldError[] {
  if (VALUELESS.includes(operator)) return [];
  if (value === undefined) return [wrong(path, `${operator} needs a value`)];
  const isNumber = String(value).trim() !== '' && Number.isFinite(Number(value));
  return kindOf(field) === 'number' && !isNumber ? [wrong(path, 'must be a number')] : [];
}

export const wrong = (field: string, message: string): FieldError => ({
  field,
  code: 'invalid_rule',
  message,
});
