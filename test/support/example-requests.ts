import type { ApiOperation, JsonSchema } from './api-operations.js';

const ID = /^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** The document's example of a body, with existing ids in place of the example's ids. */
export const exampleBody = ({ requestBody }: ApiOperation, ids: readonly string[]): unknown =>
  withRealIds(requestBody?.content['application/json'].example, ids, new Map());

/** Different ids of the example become different existing ids, as long as there are enough. */
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

/** Whether both ids name the same kind of resource. */
const isAlike = (a: string, b: string): boolean => a.split('_')[0] === b.split('_')[0];

/** Valid values for each parameter of the query, by name; without the cursor, which differs from list to list. */
export const exampleQueries = ({ parameters }: ApiOperation, ids: readonly string[]): [string, string][] =>
  parameters
    .filter((parameter) => parameter.in === 'query' && parameter.name !== 'cursor')
    .flatMap(({ name, schema }) => valuesOf(schema, ids).map((value): [string, string] => [name, value]));

/** Every value of an enumeration, and both ends of a range. */
function valuesOf(schema: JsonSchema, ids: readonly string[]): string[] {
  const { enum: values, items, pattern, anyOf } = schema;
  if (Array.isArray(anyOf)) return anyOf.flatMap((one: JsonSchema) => valuesOf(one, ids));
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
