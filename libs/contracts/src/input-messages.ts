import { z } from 'zod';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'text',
};

/** The name of a part of an input: of a body or of a query. */
export type Noun = 'field' | 'parameter';

/** The words for a mistake that a schema has none for: they follow the name of the field. */
export const messagesOf =
  (noun: Noun) =>
  (issue: RawIssue): string | undefined => {
    if (issue.code === 'unrecognized_keys') return `is not a ${noun} of this${fieldsOf(issue.inst)}`;
    if (issue.code === 'too_small') return tooSmall(issue);
    if (issue.code === 'too_big') return tooBig(issue);
    return wrongValue(issue);
  };

function wrongValue(issue: RawIssue): string | undefined {
  if (issue.code === 'invalid_type') return `must be ${typeIn(issue)}`;
  if (issue.code === 'invalid_value') {
    return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
  }
  if (issue.code === 'invalid_union') return unionMessage(issue);
  return issue.code === 'invalid_format' ? 'does not have the right form' : undefined;
}

function typeIn({ expected, inst }: RawIssue & { readonly code: 'invalid_type' }): string {
  const type = inst instanceof z.ZodNumber && inst.isInt ? 'int' : expected;
  return TYPES[type] ?? type;
}

const tooBig = ({ origin, maximum, exact }: RawIssue & { readonly code: 'too_big' }): string =>
  `must ${bound(origin, exact === true ? '' : 'at most ', maximum)}`;

function tooSmall({ origin, minimum, exact }: RawIssue & { readonly code: 'too_small' }): string {
  if (minimum === 1 && exact !== true && !isNumber(origin)) return 'must not be empty';
  return `must ${bound(origin, exact === true ? '' : 'at least ', minimum)}`;
}

const isNumber = (origin: string): boolean => origin === 'number' || origin === 'int';

function bound(origin: string, relation: string, limit: number | bigint): string {
  const amount = `${relation}${limit.toLocaleString('en')}`;
  if (isNumber(origin)) return `be ${amount}`;
  return `have ${amount} ${origin === 'string' ? 'characters' : 'items'}`;
}

/** A mistyped name is found at once beside the right ones. */
const fieldsOf = (schema: unknown): string =>
  schema instanceof z.ZodObject ? `; it has ${Object.keys(schema.shape).join(', ')}` : '';

/** The types of all alternatives. */
function unionMessage({ errors }: RawIssue & { readonly code: 'invalid_union' }): string {
  const types = errors
    .flat()
    .flatMap((issue) => (issue.code === 'invalid_type' ? [TYPES[issue.expected] ?? issue.expected] : []));
  return `must be ${[...new Set(types)].join(' or ')}`;
}
