import type { FieldError } from '#kernel';
import { boundErrors } from './segment-bounds.js';
import { FIELDS, kindOf, OPERATORS, type FieldKind } from './segment-fields.js';
import { emptyGroupsIn, rulesIn, wrong, type Group, type PlacedRule, type Rule } from './segment-rules.js';
import { isDay, isInstant } from './segment-times.js';

const VALUELESS = ['is_empty', 'is_not_empty'];

/** The errors of conditions: none at all, a rule that cannot be asked, rules that would make others wait. */
export function conditionErrors(conditions: Group): FieldError[] {
  const { rules, everybody = false } = conditions;
  if (everybody === (rules.length === 0))
    return [...segmentRuleErrors(conditions), ...boundErrors(conditions)];
  return [
    everybody
      ? wrong('conditions.everybody', 'stands alone: with rules the segment is not everybody')
      : wrong(
          'conditions.rules',
          'must have at least one rule; {"everybody": true} holds every contact, and the type "static" a list',
        ),
  ];
}

/** The errors of the rules: an unknown field, an operator that it does not take, a value that is missing or no number. */
export const segmentRuleErrors = (conditions: Group): FieldError[] => [
  ...emptyGroupsIn(conditions).map((path) => wrong(path, 'must have at least one rule')),
  ...rulesIn(conditions).flatMap(ruleErrors),
];

function ruleErrors({ rule, path }: PlacedRule): FieldError[] {
  const kind = kindOf(rule.field);
  if (kind === undefined) {
    const fields = [...FIELDS, 'custom_fields.<name>'].join(', ');
    return [wrong(`${path}.field`, `"${rule.field}" is no field of a contact; there are ${fields}`)];
  }
  const operators: readonly string[] = OPERATORS[kind];
  if (!operators.includes(rule.operator)) {
    return [wrong(`${path}.operator`, `${rule.field} can be asked with ${operators.join(', ')}`)];
  }
  return valueErrors(rule, kind, `${path}.value`);
}

function valueErrors({ operator, value }: Rule, kind: FieldKind, path: string): FieldError[] {
  if (VALUELESS.includes(operator)) return [];
  if (value === undefined) return [wrong(path, `${operator} needs a value`)];
  const isOrder = operator === 'greater_than' || operator === 'less_than';
  if (kind === 'time') return timeErrors(value, isOrder, path);
  return (kind === 'number' || isOrder) && !isNumber(value) ? [wrong(path, 'must be a number')] : [];
}

type Value = NonNullable<Rule['value']>;

const isNumber = (value: Value): boolean =>
  typeof value !== 'boolean' && String(value).trim() !== '' && Number.isFinite(Number(value));

function timeErrors(value: Value, isOrder: boolean, path: string): FieldError[] {
  if (isDay(value) || (isOrder && isInstant(value))) return [];
  const instant = isOrder ? ' or an instant, such as 2026-04-01T08:00:00Z' : '';
  return [wrong(path, `must be a day, such as 2026-04-01${instant}`)];
}
