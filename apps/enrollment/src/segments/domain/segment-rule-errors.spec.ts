import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { SEGMENT_FIELDS, SEGMENT_OPERATORS } from '#contracts';
import { regexWeight } from './regex-weight.js';
import { isCostly } from './segment-bounds.js';
import { FIELDS, OPERATORS } from './segment-fields.js';
import { conditionErrors } from './segment-rule-errors.js';
import type { Group, Rule } from './segment-rules.js';

const fieldsOf = (conditions: Group): string[] => conditionErrors(conditions).map(({ field }) => field);
const errorsOf = (rule: Rule): string[] => fieldsOf({ rules: [rule] });
const fine: Rule = { field: 'title', operator: 'contains', value: 'x' };
const times = (count: number, rule: Rule): Rule[] => Array.from({ length: count }, () => rule);

describe('the rules of a segment', () => {
  it('know each field that a request may name', () => expect(FIELDS).toEqual(SEGMENT_FIELDS));

  it('know each operator that a request may name', () =>
    expect(new Set(Object.values(OPERATORS).flat())).toEqual(new Set(SEGMENT_OPERATORS)));

  it('need a field that a contact has; the answer lists the fields', () => {
    expect(conditionErrors({ rules: [{ ...fine, field: 'salary' }] })).toEqual([
      {
        field: 'conditions.rules.0.field',
        code: 'invalid_rule',
        message: expect.stringMatching(/^"salary" is no field .* email, .* custom_fields\.<name>$/),
      },
    ]);
    for (const field of ['custom_fields.', 'custom_fields', 'custom_fields. ', 'toString', '__proto__', ''])
      expect([field, errorsOf({ ...fine, field })]).toEqual([field, ['conditions.rules.0.field']]);
    expect(errorsOf({ ...fine, field: 'custom_fields.plan' })).toEqual([]);
  });

  it.each([
    ['tags', 'contains', 'tags can be asked with has, has_not, is_empty, is_not_empty'],
    ['lead_score', 'like', /^lead_score can be asked with equals, not_equals, greater_than/],
    ['title', 'greater_than', /^title can be asked with equals, .*matches_regex/],
    ['custom_fields.size', 'has', /^custom_fields.size can be asked with .*greater_than/],
    ['created_at', 'contains', /^created_at can be asked with equals/],
  ])('over %s cannot be asked with %s; the answer lists the operators', (field, operator, message) => {
    expect(conditionErrors({ rules: [{ field, operator, value: 'x' }] })).toEqual([
      {
        field: 'conditions.rules.0.operator',
        code: 'invalid_rule',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      },
    ]);
  });

  it('need a value, except where there is nothing to compare with', () => {
    expect(errorsOf({ field: 'title', operator: 'equals' })).toEqual(['conditions.rules.0.value']);
    expect(errorsOf({ field: 'title', operator: 'is_empty' })).toEqual([]);
  });

  it('are found wrong within groups too, each at its place', () => {
    const wrong = { field: 'tags', operator: 'contains', value: 'x' };
    const rules = [fine, { rules: [fine, { rules: [wrong] }] }, wrong, { rules: [] }];
    expect(fieldsOf({ rules }).toSorted()).toEqual([
      'conditions.rules.1.rules.1.rules.0.operator',
      'conditions.rules.2.operator',
      'conditions.rules.3.rules',
    ]);
  });

  it('compare a score with a number, however it is written', () => {
    const asked = (value: Rule['value']) =>
      errorsOf({ field: 'lead_score', operator: 'greater_than', value });
    expect([asked('70'), asked(70)]).toEqual([[], []]);
    expect([asked('high'), asked(''), asked(true)]).toEqual(times3(['conditions.rules.0.value']));
  });

  it('are at least one, or say that they mean everybody', () => {
    expect(fieldsOf({ rules: [] })).toEqual(['conditions.rules']);
    expect(fieldsOf({ rules: [], everybody: true })).toEqual([]);
    expect(fieldsOf({ rules: [fine], everybody: true })).toEqual(['conditions.everybody']);
  });

  it('that no index answers are bounded in number', () => {
    expect(fieldsOf({ rules: times(50, fine) })).toEqual([]);
    expect(fieldsOf({ rules: [{ rules: times(40, fine) }, { rules: times(40, fine) }] })).toEqual([
      'conditions.rules.1.rules.10',
    ]);
    expect([isCostly({ rules: times(19, fine) }), isCostly({ rules: times(20, fine) })]).toEqual([
      false,
      true,
    ]);
  });
});

const times3 = <Item>(item: Item): Item[] => [item, item, item];

describe('a regular expression of a segment', () => {
  const regex = (value: string): Rule => ({ field: 'title', operator: 'matches_regex', value });

  it.each([
    '^(head|vp) of',
    '\\mc[a-z]o\\M',
    '^.{3,100}$',
    '^[^@]+@[]a-z.-]+[[:alpha:]]{2,}$',
    '(?:foo|bar)*?x{2}',
    'a\\{2\\}',
    '\\d{4}-\\d{2}',
  ])('may be %s', (value) => expect(errorsOf(regex(value))).toEqual([]));

  it.each([
    '(a*)*\\1',
    'a'.repeat(201),
    '(((a{1,200}){1,200}){1,200})',
    '((a{20}){20})',
    '(x+x+)+{50}{50}',
    '(?=a)b',
    '(?<!a)b',
    '(?x)a b',
    '***=a',
    'a)',
    '(a',
    '[a',
    '\\',
    '(((((((((a+)+)+)+)+)+)+)+)+)',
  ])('may not be %s', (value) => expect(errorsOf(regex(value))).toEqual(['conditions.rules.0.value']));

  it('is one of ten at most', () => {
    expect(fieldsOf({ rules: times(11, regex('^a')) })).toEqual(['conditions.rules.10']);
    expect(isCostly({ rules: [{ rules: [regex('^a')] }] })).toBe(true);
  });

  it('weighs as many atoms as it has when its repetitions are written out', () => {
    const atom = fc.constantFrom('a', '.', '\\d', '[a-z]', '[^]x]', '\\(');
    const { pattern } = fc.letrec<{ pattern: readonly [string, number] }>((tie) => ({
      pattern: fc.oneof(
        { depthSize: 'small' },
        atom.map((text) => [text, 1] as const),
        fc.tuple(tie('pattern'), tie('pattern')).map(([[a, x], [b, y]]) => [`${a}${b}`, x + y] as const),
        fc.tuple(tie('pattern'), tie('pattern')).map(([[a, x], [b, y]]) => [`(${a}|${b})`, x + y] as const),
        fc
          .tuple(tie('pattern'), fc.integer({ min: 1, max: 9 }))
          .map(([[a, x], n]) => [`(?:${a}){0,${n}}`, x * n] as const),
        tie('pattern').map(([a, x]) => [`(${a})*`, x] as const),
      ),
    }));
    fc.assert(
      fc.property(pattern, ([text, weight]) => expect([text, regexWeight(text)]).toEqual([text, weight])),
    );
  });

  it('of any characters is weighed without an end to wait for', () => {
    const any = fc.string({
      unit: fc.constantFrom('a', '(', ')', '[', ']', '{', '}', '*', '?', ':', '\\', ',', '9', '^', '.'),
      maxLength: 200,
    });
    fc.assert(fc.property(any, (text) => expect(regexWeight(text) ?? 0).toBeGreaterThanOrEqual(0)));
  });
});
