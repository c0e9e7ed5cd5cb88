import { z } from 'zod';

/** A JSON Schema of draft 2020-12, which is the dialect of OpenAPI 3.1. */
export type JsonSchema = Record<string, unknown>;

type Override = Parameters<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override'] & object>[0];

/** Where the document keeps a schema that has a name. */
export const schemaRef = (name: string): { $ref: string } => ({ $ref: `#/components/schemas/${name}` });

/** What a caller may send: fields with a default need not be there. */
export const requestSchema = (schema: z.ZodType): JsonSchema =>
  withoutHeader(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: readable }));

/** What we answer, by name; a schema within another is referred to where it has a name of its own. */
export function answerSchemas(named: Readonly<Record<string, z.ZodType>>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: 'output',
    unrepresentable: 'any',
    uri: (id) => schemaRef(id).$ref,
    override: (context) => {
      readable(context);
      // A client must not refuse an answer for a field that a later version adds.
      if (context.jsonSchema.additionalProperties === false) delete context.jsonSchema.additionalProperties;
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutHeader(schema)]));
}

/** The format says what zod's pattern of several hundred characters would say again. */
function readable({ jsonSchema }: Override): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** The document names the dialect once, and components have no address of their own. */
function withoutHeader(schema: JsonSchema): JsonSchema {
  const header = new Set(['$schema', '$id', '~standard']);
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !header.has(keyword)));
}
