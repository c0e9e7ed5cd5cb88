import { Injectable } from '@nestjs/common';
import type { SegmentGroup, SegmentType } from '#contracts';
import { validationError, type FieldError } from '#kernel';
import { regexesIn, segmentRuleErrors, wrong, type PlacedRegex } from '../domain/segment-rule-errors.js';
import { Regexes } from '../persistence/regexes.js';

/** Refuses conditions that could not be asked of a contact. */
@Injectable()
export class RequireValidConditions {
  constructor(private readonly regexes: Regexes) {}

  /** Rejects with `validation_error`, all wrong rules at once. */
  async execute(type: SegmentType, { rules }: SegmentGroup): Promise<void> {
    if (type === 'static' && rules.length > 0) {
      throw validationError([wrong('conditions', 'a static segment has no conditions')]);
    }
    const errors = segmentRuleErrors(rules);
    if (errors.length > 0) throw validationError(errors);

    const invalid = (await Promise.all(regexesIn(rules).map((regex) => this.errorsOf(regex)))).flat();
    if (invalid.length > 0) throw validationError(invalid);
  }

  private async errorsOf({ field, pattern }: PlacedRegex): Promise<FieldError[]> {
    return (await this.regexes.accepts(pattern)) ? [] : [wrong(field, 'is not a regular expression')];
  }
}
