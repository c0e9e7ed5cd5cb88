import {
  StandardSchemaValidationPipe,
  type PipeTransform,
  type StandardSchemaValidationPipeOptions,
} from '@nestjs/common';
import { validationError, type FieldError } from '#kernel';

type ExceptionFactory = NonNullable<StandardSchemaValidationPipeOptions['exceptionFactory']>;
type Issue = Parameters<ExceptionFactory>[0][number];

/** Validates what a route declares with `{ schema }`, and names every field that is wrong. */
export const validationPipe = (): PipeTransform =>
  new StandardSchemaValidationPipe({
    exceptionFactory: (issues) => validationError(issues.flatMap(fieldErrorsOf)),
  });

/** One error for each unknown field: zod reports them together, at the object that has them. */
function fieldErrorsOf(issue: Issue): FieldError[] {
  const path = (issue.path ?? []).map((segment) =>
    String(typeof segment === 'object' ? segment.key : segment),
  );
  if ('keys' in issue && Array.isArray(issue.keys)) {
    return issue.keys.map((key: unknown) => ({
      field: [...path, String(key)].join('.'),
      code: 'unknown_field',
      message: 'is not a field of this',
    }));
  }
  return [{ field: path.join('.'), code: codeOf(issue), message: issue.message }];
}

/** The code that a rule of ours has, such as an id's `not_found`, else zod's: `invalid_type`, `too_small` and the like. */
function codeOf(issue: Issue): string {
  const code: unknown = 'params' in issue ? Object(issue.params).code : undefined;
  if (typeof code === 'string') return code;
  return 'code' in issue && typeof issue.code === 'string' ? issue.code : 'invalid';
}
