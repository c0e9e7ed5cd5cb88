import { z } from 'zod';
import { FIELD_ERROR_CODES, validationError, type FieldError, type FieldErrorCode } from '#kernel';
import { messagesOf, type Noun } from './input-messages.js';

/** An input as its schema has it, or every field that is wrong. */
export type Input<Data> =
  | { readonly data: Data; readonly errors?: never }
  | { readonly data?: never; readonly errors: readonly FieldError[] };

/** Reads input from outside. The same mistake has the same code and the same words wherever it is found. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  noun: Noun = 'field',
): Input<z.output<Schema>> {
  const parsed = schema.safeParse(value, { error: messagesOf(noun), reportInput: true });
  return parsed.success ? { data: parsed.data } : { errors: fieldErrors(parsed.error.issues) };
}

/** @throws DomainError `validation_error` with every field that is wrong */
export function readInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { data, errors } = parseInput(schema, value);
  if (errors !== undefined) throw validationError(errors);
  return data;
}

type Issue = z.core.$ZodIssue;

/** The first error of each field: a text that is empty need not also be told that it is no address. */
function fieldErrors(issues: readonly Issue[]): FieldError[] {
  const byField = new Map<string, FieldError>();
  for (const error of issues.flatMap((issue) => errorsOf(issue, []))) {
    if (!byField.has(error.field)) byField.set(error.field, error);
  }
  return [...byField.values()];
}

function errorsOf(issue: Issue, above: readonly PropertyKey[]): FieldError[] {
  const path = [...above, ...issue.path];
  if (isMissing(issue)) return [{ field: path.join('.'), code: 'required', message: 'is required' }];
  if (issue.code === 'invalid_union') return errorsOfUnion(issue, path);
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    return issue.issues.flatMap((inner) => errorsOf(inner, path));
  }
  const { message } = issue;
  if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.'), code: codeOf(issue), message }];
  return issue.keys.map((key) => ({ field: [...path, key].join('.'), code: 'unknown_field', message }));
}

const isMissing = (issue: Issue): boolean =>
  issue.input === undefined &&
  ['invalid_type', 'invalid_value', 'invalid_union', 'custom'].includes(issue.code);

/** The errors of the alternative that the value is nearest to. */
function errorsOfUnion(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): FieldError[] {
  const within = issue.errors.filter((issues) => !issues.some(isOfAnotherType));
  const [nearest] = within
    .map((issues) => issues.flatMap((inner) => errorsOf(inner, path)))
    .toSorted((a, b) => a.length - b.length);
  return nearest ?? [{ field: path.join('.'), code: 'invalid_type', message: issue.message }];
}

const isOfAnotherType = ({ code, path }: Issue): boolean => code === 'invalid_type' && path.length === 0;

const Code = z.enum(FIELD_ERROR_CODES);

/** The code of a rule of ours, such as `not_found` of an id, or else the one for zod’s. */
function codeOf(issue: Issue): FieldErrorCode {
  if (issue.code === 'custom') return Code.safeParse(issue.params?.['code']).data ?? 'invalid_value';
  if (issue.code === 'too_small') return isLength(issue.origin) ? 'too_short' : 'out_of_range';
  if (issue.code === 'too_big') return isLength(issue.origin) ? 'too_long' : 'out_of_range';
  return Code.safeParse(issue.code).data ?? 'invalid_value';
}

const isLength = (origin: string): boolean => !['number', 'int', 'bigint', 'date'].includes(origin);
