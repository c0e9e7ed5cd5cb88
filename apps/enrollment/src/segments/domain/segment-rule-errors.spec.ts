import { describe, expect, it } from '@jest/globals';
import type { SegmentRule } from '#contracts';
import { segmentRuleErrors } from './segment-rule-errors.js';

const errorsOf = (rule: SegmentRule): string[] => segmentRuleErrors([rule]).map(({ field }) => field);

describe('the rules of a segment', () => {
  it('need an operator that fits the field', () => {
    expect(errorsOf({ field: 'tags', operator: 'contains', value: 'x' })).toEqual([
      'conditions.rules.0.operator',
    ]);
    expect(errorsOf({ field: 'title', operator: 'greater_than', value: 1 })).toEqual([
      'conditions.rules.0.operator',
    ]);
    expect(errorsOf({ field: 'title', operator: 'contains', value: 'x' })).toEqual([]);
  });

  it('need a value, except where there is nothing to compare with', () => {
    expect(errorsOf({ field: 'title', operator: 'equals' })).toEqual(['conditions.rules.0.value']);
    expect(errorsOf({ field: 'title', operator: 'is_empty' })).toEqual([]);
  });

  it('are found wrong within groups too, each at its place', () => {
    const wrong = { field: 'tags', operator: 'contains', value: 'x' };
    const fine = { field: 'title', operator: 'contains', value: 'x' };
    const errors = segmentRuleErrors([fine, { rules: [fine, { rules: [wrong] }] }, wrong]);
    expect(errors.map(({ field }) => field)).toEqual([
      'conditions.rules.1.rules.1.rules.0.operator',
      'conditions.rules.2.operator',
    ]);
  });

  it('have regular expressions that no text makes slow', () => {
    const asked = (value: string) => errorsOf({ field: 'title', operator: 'matches_regex', value });
    expect(asked('^(head|vp) of')).toEqual([]);
    expect(asked('(a*)*\\1')).toEqual(['conditions.rules.0.value']);
    expect(asked('a'.repeat(201))).toEqual(['conditions.rules.0.value']);
    expect(errorsOf({ field: 'title', operator: 'matches_regex' })).toEqual(['conditions.rules.0.value']);
  });

  it('compare a score with a number, however it is written', () => {
    expect(errorsOf({ field: 'lead_score', operator: 'greater_than', value: '70' })).toEqual([]);
    expect(errorsOf({ field: 'lead_score', operator: 'greater_than', value: 'high' })).toEqual([
      'conditions.rules.0.value',
    ]);
  });
});
