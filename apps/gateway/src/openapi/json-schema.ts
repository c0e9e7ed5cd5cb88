import { z } from 'zod';

/** A JSON Schema of draft 2020-12, which is the dialect of OpenAPI 3.1. */
export type JsonSchema = Record<string, unknown>;

type Override = Parameters<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override'] & object>[0];

/** The reference to a named schema of the document. */
export const schemaRef = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

export type Named = Readonly<Record<string, z.ZodType>>;

/** The schemas of requests by name: fields with a default are optional. */
export const requestSchemas = (named: Named): Record<string, JsonSchema> =>
  schemasOf(named, 'input', readable);

/** The schemas of responses by name. A client must not refuse a response for a field that a later version adds. */
export const responseSchemas = (named: Named): Record<string, JsonSchema> =>
  schemasOf(named, 'output', (context) => {
    readable(context);
    if (context.jsonSchema.additionalProperties === false) delete context.jsonSchema.additionalProperties;
  });

/** A schema within another becomes a reference where it has a name. */
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

/** Removes what zod writes for validators alone. */
function readable({ zodSchema, jsonSchema }: Override): void {
  if (zodSchema instanceof z.ZodRecord) namePropertiesOf(zodSchema, jsonSchema);
  // The format says what zod's pattern of several hundred characters would say again.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** A figure for each value of an enumeration is a property: generators of clients do not read `propertyNames`. */
function namePropertiesOf({ keyType }: z.ZodRecord, jsonSchema: JsonSchema): void {
  if (!(keyType instanceof z.ZodEnum)) return;
  const names = keyType.options.map(String);
  jsonSchema['properties'] = Object.fromEntries(
    names.map((name) => [name, jsonSchema['additionalProperties']]),
  );
  jsonSchema['required'] = names;
  delete jsonSchema['propertyNames'];
  delete jsonSchema['additionalProperties'];
}

/** A scalar or null. An enumeration keeps its `anyOf`: null is not one of its values. */
const Nullable = z.tuple([
  z.looseObject({
    type: z.enum(['string', 'number', 'integer', 'boolean']),
    enum: z.never().optional(),
    const: z.never().optional(),
  }),
  z.strictObject({ type: z.literal('null') }),
]);

/**
 * Writes `{"type": ["string", "null"]}` instead of an `anyOf` of both, in which generators of clients see no format and
 * no limit. It runs at the end, because zod completes its schemas only then.
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
