import type { ApiOperation, JsonSchema } from './api-operations.js';

const ID = /^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** The example that the document shows for the body of a route, with ids that are there in the place of its own. */
export const exampleBody = ({ requestBody }: ApiOperation, ids: readonly string[]): unknown =>
  withRealIds(requestBody?.content['application/json'].example, ids, new Map());

/** Two ids of the example become two of those that are there, as long as there are as many. */
function withRealIds(value: unknown, ids: readonly string[], chosen: Map<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withRealIds(item, ids, chosen));
  if (typeof value === 'string' && ID.test(value)) return realId(value, ids, chosen);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, withRealIds(field, ids, chosen)]),
  );
}

function realId(example: string, ids: readonly string[], chosen: Map<string, string>): string {
  const taken = new Set(chosen.values());
  const alike = ids.filter((id) => isAlike(id, example));
  const real = chosen.get(example) ?? alike.find((id) => !taken.has(id)) ?? alike[0] ?? example;
  chosen.set(example, real);
  return real;
}

/** Of the same kind of thing. */
const isAlike = (a: string, b: string): boolean => a.split('_')[0] === b.split('_')[0];

/** One valid value for each parameter of the query, by name; the cursor is left out, since each list has its own. */
export const exampleQueries = ({ parameters }: ApiOperation, ids: readonly string[]): [string, string][] =>
  parameters
    .filter((parameter) => parameter.in === 'query' && parameter.name !== 'cursor')
    .flatMap(({ name, schema }) => valuesOf(schema, ids).map((value): [string, string] => [name, value]));

/** Every value of an enumeration, and the ends of a range. */
function valuesOf(schema: JsonSchema, ids: readonly string[]): string[] {
  const { enum: values, items, pattern } = schema;
  if (Array.isArray(values)) return values.map(String);
  if (typeof items === 'object' && items !== null) {
    const each = valuesOf({ ...items }, ids);
    return [...each, each.slice(0, 20).join(',')];
  }
  if (typeof pattern === 'string') return ids.filter((id) => new RegExp(pattern).test(id)).slice(0, 2);
  return plainValuesOf(schema);
}

function plainValuesOf({ type, format, minimum, maximum }: JsonSchema): string[] {
  if (format === 'date-time') return ['2026-01-05T00:00:00Z'];
  if (type === 'integer') return [minimum ?? 0, maximum ?? 100].map(String);
  return type === 'boolean' ? ['true', 'false'] : ['a'];
}
