import type { FieldError } from '#kernel';

/** A question about one field of a contact. */
export interface Rule {
  readonly field: string;
  readonly operator: string;
  readonly value?: string | number | boolean | undefined;
}

/** Rules, or groups of them. */
export interface Group {
  readonly rules: readonly (Rule | Group)[];
  readonly everybody?: true | undefined;
}

export interface PlacedRule {
  readonly rule: Rule;
  /** Such as `conditions.rules.0.rules.2`. */
  readonly path: string;
}

const ROOT = 'conditions.rules';

/** Every rule of the group and of those within it. */
export const rulesIn = ({ rules }: Group, path = ROOT): PlacedRule[] =>
  rules.flatMap((rule, index) =>
    'rules' in rule ? rulesIn(rule, `${path}.${index}.rules`) : [{ rule, path: `${path}.${index}` }],
  );

/** The groups within the group that have no rule. */
export const emptyGroupsIn = ({ rules }: Group, path = ROOT): string[] =>
  rules.flatMap((rule, index) => {
    if (!('rules' in rule)) return [];
    const place = `${path}.${index}.rules`;
    return rule.rules.length === 0 ? [place] : emptyGroupsIn(rule, place);
  });

export const wrong = (field: string, message: string): FieldError => ({
  field,
  code: 'invalid_rule',
  message,
});
