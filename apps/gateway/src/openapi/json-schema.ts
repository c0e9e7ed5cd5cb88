import { z } from 'zod';

/** A JSON Schema of draft 2020-12, which is the dialect of OpenAPI 3.1. */
export type JsonSchema = Record<string, unknown>;

type Named = Readonly<Record<string, z.ZodType>>;
type Override = Parameters<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override'] & object>[0];

/** Where the document keeps a schema that has a name. */
export const schemaRef = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

/** What a caller may send in one place: fields with a default need not be there. */
export const parameterSchema = (schema: z.ZodType): JsonSchema =>
  withoutHeader(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: readable }));

/** What a caller may send, by name. */
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
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutHeader(schema)]));
}

/** What zod writes for validators, in the words that people and generators of clients understand. */
function readable({ jsonSchema }: Override): void {
  // The format says what zod's pattern of several hundred characters would say again.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  joinNull(jsonSchema);
}

/** `{"type": ["string", "null"]}`: what is within an `anyOf` loses its format and its limits in most generators. */
function joinNull(jsonSchema: Override['jsonSchema']): void {
  const [value, nothing, ...others] = jsonSchema.anyOf ?? [];
  if (value === undefined || nothing?.type !== 'null' || others.length > 0) return;
  if (typeof value.type !== 'string' || value.$ref !== undefined || value.const !== undefined) return;
  delete jsonSchema.anyOf;
  const values = value.enum === undefined ? {} : { enum: [...value.enum, null] };
  const own = { ...jsonSchema };
  Object.assign(jsonSchema, value, values, own, { type: [value.type, 'null'] });
}

/** The document names the dialect once, and components have no address of their own. */
function withoutHeader(schema: JsonSchema): JsonSchema {
  const header = new Set(['$schema', '$id', '~standard']);
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !header.has(keyword)));
}
