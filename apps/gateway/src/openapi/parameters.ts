import { z } from 'zod';
import type { DeclaredRoute } from './declared-routes.js';
import { parameterRef } from './headers.js';
import { requestSchemas, type JsonSchema } from './json-schema.js';
import { WORDS } from './parts.js';
import { isRepeatable } from './problems.js';

/** What parameters of a query mean that do not say so themselves. They mean the same wherever they are. */
const MEANING: Readonly<Record<string, string>> = {
  contact_id: 'Only those of this contact.',
  created_after: 'Only what was created after this instant.',
  format: 'Of the file. In CSV a send is a line, in NDJSON an object on a line.',
  from: 'The first instant of the time series.',
  granularity: 'Of the time series.',
  include: '`events` adds what happened to each send.',
  search: 'Part of a name or of an address, whatever its case.',
  step: 'Only those of the step with this number, from 1.',
  to: 'The first instant after the time series; now when it is absent.',
  updated_after: 'Only what was changed after this instant.',
};

const ANY_OF = 'One or several, separated by commas: any of them.';

export type Parameter =
  | { readonly $ref: string }
  | {
      readonly name: string;
      readonly in: 'path' | 'query';
      readonly description?: string;
      readonly required?: true;
      readonly style?: 'form';
      readonly explode?: false;
      readonly schema: JsonSchema;
    };

/** Path, query and headers of a route. */
export const parametersOf = (route: DeclaredRoute): Parameter[] => [
  ...route.params.map(inPath),
  ...inQuery(route.query),
  parameterRef('RequestId'),
  ...(isRepeatable(route) ? [parameterRef('IdempotencyKey')] : []),
];

const inPath = ({ name, schema }: DeclaredRoute['params'][number]): Parameter => ({
  name,
  in: 'path',
  required: true,
  schema: requestSchemas({ id: schema })['id'] ?? {},
});

const ObjectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

function inQuery(query: z.ZodType | undefined): Parameter[] {
  if (query === undefined) return [];
  // Beside the sets of words, to which it then refers by their names.
  const { properties, required } = ObjectSchema.parse(requestSchemas({ ...WORDS, query })['query']);
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    const isList = schema['type'] === 'array';
    const meaning = typeof description === 'string' ? description : isList ? ANY_OF : MEANING[name];
    return {
      name,
      in: 'query' as const,
      ...(meaning !== undefined && { description: meaning }),
      ...(required.includes(name) && { required: true as const }),
      ...(isList && { style: 'form' as const, explode: false as const }),
      schema,
    };
  });
}
