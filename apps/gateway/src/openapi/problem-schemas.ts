import { z } from 'zod';
import { schemaRef, type JsonSchema } from './json-schema.js';
import { Problem, PROBLEM_TYPES, type ProblemType } from './problem-types.js';

const { title, detail, request_id } = Problem.shape;

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

/** `RateLimited` for `rate_limited`. */
export const pascalCase = (code: string): string =>
  code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const problemName = (code: string): string => `${pascalCase(code)}Problem`;

/** The problem of each code, by the name that the document gives it. */
export const PROBLEMS: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  Object.entries(PROBLEM_TYPES).map(([code, type]) => [problemName(code), schemaOf(code, type)]),
);

const problemRef = (code: string): { $ref: string } => schemaRef(problemName(code));

/** What is answered where it may be any of these. A client tells them apart by `code`. */
export function problemOfAny(codes: readonly string[]): JsonSchema {
  const [first, ...others] = codes.map(problemRef);
  if (first !== undefined && others.length === 0) return first;
  return {
    oneOf: codes.map(problemRef),
    discriminator: {
      propertyName: 'code',
      mapping: Object.fromEntries(codes.map((code) => [code, problemRef(code).$ref])),
    },
  };
}
