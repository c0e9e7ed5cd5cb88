import { z } from 'zod';
import { takesIfMatch } from '../http/precondition.js';
import { partsOf } from './components.js';
import type { DeclaredRoute } from './declared-routes.js';
import { parameterRef } from './headers.js';
import { requestSchemas } from './json-schema.js';
import { isRepeatable } from './problems.js';

/** The meaning of query parameters whose schema has no description. It is the same on every route. */
const MEANING: Readonly<Record<string, string>> = {
  campaign_id: 'Only rows of this campaign.',
  contact_id: 'Only rows of this contact.',
  created_after: 'Only rows that were created after this instant.',
  bom: 'Whether a CSV begins with a byte order mark, which Excel needs for letters beyond ASCII.',
  format: 'The format of the file. In CSV a send is a line, in NDJSON an object on a line.',
  from: 'The start of the time series.',
  granularity: 'The length of an interval of the time series.',
  include: '`events` adds the events of each send.',
  search: 'A part of the name or the address, in any case.',
  step: 'Only rows of the step with this number, from 1.',
  to: 'The end of the time series, exclusive; now when it is absent.',
  updated_after: 'Only rows that were changed after this instant.',
};

const ANY_OF = 'One or several values, separated by commas: any of them matches.';

/** The parameters of a route in path, query and headers. */
export const parametersOf = (route: DeclaredRoute) => [
  ...route.params.map(inPath),
  ...inQuery(route.query),
  parameterRef('RequestId'),
  ...(isRepeatable(route) ? [parameterRef('IdempotencyKey')] : []),
  ...(takesIfMatch(route) ? [parameterRef('IfMatch')] : []),
  ...(route.operation.eventStream === undefined ? [] : [parameterRef('LastEventId')]),
];

const inPath = ({ name, schema }: DeclaredRoute['params'][number]) => ({
  name,
  in: 'path',
  required: true,
  schema: requestSchemas({ id: schema })['id'] ?? {},
});

const ObjectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
});

function inQuery(query: z.ZodType | undefined) {
  if (query === undefined) return [];
  const { properties, required } = ObjectSchema.parse(
    requestSchemas({ ...partsOf([query], 'input'), query })['query'],
  );
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    const isList = schema['type'] === 'array';
    const meaning = typeof description === 'string' ? description : isList ? ANY_OF : MEANING[name];
    return {
      name,
      in: 'query',
      ...(meaning !== undefined && { description: meaning }),
      ...(required.includes(name) && { required: true }),
      ...(isList && { style: 'form', explode: false }),
      schema,
    };
  });
}
