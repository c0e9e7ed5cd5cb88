import { z } from 'zod';

/** A JSON Schema of draft 2020-12, which is the dialect of OpenAPI 3.1. */
export type JsonSchema = Record<string, unknown>;

type Named = Readonly<Record<string, z.ZodType>>;
type Override = Parameters<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override'] & object>[0];

/** Where the document keeps a schema that has a name. */
export const schemaRef = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

/** What a caller may send, by name: fields with a default need not be there. */
export const requestSchemas = (named: Named): Record<string, JsonSchema> =>
  schemasOf(named, 'input', readable);

/** What we answer, by name. A client must not refuse an answer for a field that a later version adds. */
export const answerSchemas = (named: Named): Record<string, JsonSchema> =>
  schemasOf(named, 'output', (context) => {
    readable(context);
    if (context.jsonSchema.additionalProperties === false) delete context.jsonSchema.additionalProperties;
  });

/** A schema within another is referred to where it has a name of its own. */
function schemasOf(
  named: Named,
  io: 'input' | 'output',
  override: (context: Override) => void,
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const uri = (id: string): string => schemaRef(id).$ref;
  const { schemas } = z.toJSONSchema(registry, { io, unrepresentable: 'any', uri, override });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, withNullAsType(withoutHeader(schema))]),
  );
}

/** What zod writes for validators, in the words that people and generators of clients understand. */
function readable({ jsonSchema }: Override): void {
  // The format says what zod's pattern of several hundred characters would say again.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** A text, a number or a truth value, or null. A set of words keeps its `anyOf`: null is none of the words. */
const Nullable = z.tuple([
  z.looseObject({
    type: z.enum(['string', 'number', 'integer', 'boolean']),
    enum: z.never().optional(),
    const: z.never().optional(),
  }),
  z.strictObject({ type: z.literal('null') }),
]);

/**
 * With `{"type": ["string", "null"]}` instead of an `anyOf` of both, within which generators see no format and no limit.
 * At the end, because zod's schemas are not whole while it is still at work on others.
 */
function withNullAsType(schema: JsonSchema): JsonSchema {
  const { anyOf, ...others } = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, withNullsWithin(value)]),
  );
  const [value] = Nullable.safeParse(anyOf).data ?? [];
  if (value !== undefined) return { ...value, ...others, type: [value.type, 'null'] };
  return anyOf === undefined ? others : { ...others, anyOf };
}

function withNullsWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNullsWithin);
  return typeof value === 'object' && value !== null ? withNullAsType({ ...value }) : value;
}

/** The document names the dialect once, and components have no address of their own. */
function withoutHeader(schema: JsonSchema): JsonSchema {
  const header = new Set(['$schema', '$id', '~standard']);
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !header.has(keyword)));
}
