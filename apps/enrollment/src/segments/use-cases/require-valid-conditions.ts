import { Injectable } from '@nestjs/common';
import type { SegmentConditions, SegmentType } from '#contracts';
import { validationError, type FieldError } from '#kernel';
import { conditionErrors } from '../domain/segment-rule-errors.js';
import { rulesIn, wrong } from '../domain/segment-rules.js';
import { Regexes } from '../persistence/regexes.js';

const NONE: SegmentConditions = { match: 'all', rules: [] };

/** Refuses conditions that could not be asked of a contact, or would make others wait. */
@Injectable()
export class RequireValidConditions {
  constructor(private readonly regexes: Regexes) {}

  /** The conditions, none for a static segment. Rejects with `validation_error`, all wrong rules at once. */
  async execute(type: SegmentType, conditions = NONE): Promise<SegmentConditions> {
    if (type === 'static') {
      if (conditions.rules.length === 0 && conditions.everybody === undefined) return conditions;
      throw validationError([wrong('conditions', 'a static segment has no conditions')]);
    }
    const errors = conditionErrors(conditions);
    if (errors.length > 0) throw validationError(errors);

    const invalid = await this.invalidRegexes(conditions);
    if (invalid.length > 0) throw validationError(invalid);
    return conditions;
  }

  /** One after the other: ten at once would take every connection of the pool. */
  private async invalidRegexes(conditions: SegmentConditions): Promise<FieldError[]> {
    const errors: FieldError[] = [];
    for (const { rule, path } of rulesIn(conditions)) {
      if (rule.operator !== 'matches_regex' || (await this.regexes.accepts(String(rule.value)))) continue;
      errors.push(wrong(`${path}.value`, 'is not a regular expression'));
    }
    return errors;
  }
}
