import { z } from 'zod';
import { takesIfMatch } from '../http/precondition.js';
import { problemOf } from '../http/problem.js';
import type { DeclaredRoute } from './declared-routes.js';
import { REQUEST_ID } from './headers.js';
import { schemaRef, type JsonSchema } from './json-schema.js';
import { Problem, PROBLEM_TYPES, problemType, type ProblemType } from './problem-types.js';

const { title, detail, request_id } = Problem.shape;

/** `RateLimited` for `rate_limited`. */
export const pascalCase = (code: string): string =>
  code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const problemName = (code: string): string => `${pascalCase(code)}Problem`;

const schemaOf = (code: string, { status, meaning, members }: ProblemType) =>
  z
    .object({
      type: z.literal(`urn:nimbus:problem:${code}`),
      title,
      status: z.literal(status),
      detail,
      code: z.literal(code),
      request_id,
      ...members,
    })
    .meta({ description: meaning });

const byCode = <Value>(key: (code: string) => string, value: (code: string, type: ProblemType) => Value) =>
  Object.fromEntries(Object.entries(PROBLEM_TYPES).map(([code, type]) => [key(code), value(code, type)]));

/** The schema of each problem by its name. */
export const PROBLEM_SCHEMAS: Readonly<Record<string, z.ZodType>> = byCode(problemName, schemaOf);

/** An example of each problem by its name, made as responses are. */
export const PROBLEM_EXAMPLES = byCode(pascalCase, (code, { status, meaning, example }) => {
  const { detail, ...extensions } = example ?? { detail: meaning };
  return { value: problemOf({ status, code, detail, extensions }, REQUEST_ID) };
});

/** The body of a response that has one of these codes. A client tells them apart by `code`. */
export function oneOfProblems(codes: readonly string[]): JsonSchema {
  const refs = codes.map((code) => schemaRef(problemName(code)));
  const [only, ...others] = refs;
  if (only !== undefined && others.length === 0) return only;
  const mapping = Object.fromEntries(codes.map((code) => [code, schemaRef(problemName(code)).$ref]));
  return { oneOf: refs, discriminator: { propertyName: 'code', mapping } };
}

/** An `Idempotency-Key` belongs to a workspace, and is ignored where no caller is known. */
export const isRepeatable = ({ method, access, limits }: DeclaredRoute): boolean =>
  method === 'POST' && typeof access !== 'string' && limits !== 'read';

/** The codes that a route may answer, by status. @throws for a code that `problem-types.ts` does not have */
export function problemsOf(route: DeclaredRoute): Map<number, string[]> {
  const { contract, refusals = [] } = route.operation;
  const byStatus = new Map<number, string[]>();
  for (const code of new Set([...commonCodes(route), ...(contract?.refusals ?? []), ...refusals])) {
    const { status } = problemType(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].toSorted(([a], [b]) => a - b));
}

/** The codes that follow from the declaration of a route. */
function commonCodes(route: DeclaredRoute): string[] {
  const { access, method, params } = route;
  const needsScopes = typeof access !== 'string';
  return [
    'validation_error', // every route refuses a parameter that it does not know
    // Also without a body: whatever is sent is read first.
    ...(method === 'GET' ? [] : ['malformed_json', 'payload_too_large', 'unsupported_media_type']),
    ...(access === 'everybody' ? [] : ['unauthenticated']),
    ...(needsScopes ? ['insufficient_scope'] : []),
    ...(params.length > 0 ? ['not_found'] : []),
    ...(isRepeatable(route)
      ? ['idempotency_in_progress', 'idempotency_answer_not_kept', 'idempotency_key_reused']
      : []),
    ...(takesIfMatch(route) ? ['precondition_failed'] : []),
    // A request with a valid token is counted, whether the route needs the token or not.
    'rate_limited',
    'internal_error',
    'unavailable',
  ];
}
