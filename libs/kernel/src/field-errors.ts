import type { FieldError } from './domain-error.js';

/** One issue of a schema, as zod and Standard Schema report it. */
interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: unknown;
  /** The fields that an object does not know: zod reports them in one issue of the object. */
  readonly keys?: unknown;
  readonly params?: unknown;
}

/** The field errors of a document that a schema refused: the same mistake has the same code wherever it is found. */
export const fieldErrors = (issues: readonly SchemaIssue[]): FieldError[] =>
  issues.flatMap((issue) => {
    const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
    if (!Array.isArray(issue.keys)) {
      return [{ field: path.join('.'), code: codeOf(issue), message: issue.message }];
    }
    return issue.keys.map((key: unknown) => ({
      field: [...path, String(key)].join('.'),
      code: 'unknown_field',
      message: 'is not a known field',
    }));
  });

/** The code of a rule of ours, such as `not_found` of an id, or else the one of zod, whose `custom` says nothing. */
function codeOf({ code, params }: SchemaIssue): string {
  const ours: unknown = Object(params).code;
  if (typeof ours === 'string') return ours;
  return typeof code === 'string' && code !== 'custom' ? code : 'invalid';
}
