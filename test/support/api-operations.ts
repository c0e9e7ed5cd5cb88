import { z } from 'zod';

const Schema = z.record(z.string(), z.unknown());
const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query']),
  required: z.boolean().default(false),
  schema: Schema,
});
const Media = z.object({ schema: Schema.optional(), example: z.unknown().optional() });
const Response = z.object({
  headers: z.record(z.string(), z.unknown()).default({}),
  content: z.record(z.string(), Media).default({}),
});
const Operation = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  // references are headers
  parameters: z
    .array(z.unknown())
    .transform((all) => all.flatMap((one) => Parameter.safeParse(one).data ?? [])),
  requestBody: z
    .object({
      required: z.boolean(),
      content: z.object({ 'application/json': Media.extend({ schema: Schema }) }),
    })
    .optional(),
  responses: z.record(z.string(), Response),
});
const OpenApi = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

export type JsonSchema = z.infer<typeof Schema>;
export type DocumentedResponse = z.infer<typeof Response>;
export interface ApiOperation extends z.infer<typeof Operation> {
  readonly method: string;
  /** The path below `/api/v1/`, with parameters in braces. */
  readonly path: string;
  /** All scopes that a token needs. */
  readonly scopes: readonly string[];
  /** The schema of the body without references; undefined for a route without a body. */
  readonly bodySchema: JsonSchema | undefined;
}

/** The document of the running system, with shared responses in the place of their references. */
export async function apiDocument(baseUrl: string): Promise<JsonSchema> {
  const document = Schema.parse(await (await fetch(`${baseUrl}/api/v1/openapi.json`)).json());
  return { ...document, paths: inlined(document['paths'], document, '#/components/responses/') };
}

/** Every route of a document. */
export const operationsIn = (document: JsonSchema): ApiOperation[] =>
  Object.entries(OpenApi.parse(document).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...operation,
      ...inputsOf(operation, document),
      method: method.toUpperCase(),
      path: path.replace('/api/v1/', ''),
      scopes: operation.security.flatMap(({ bearer = [] }) => bearer),
    })),
  );

/** The inputs of an operation, with schemas without references: generators of values do not follow references. */
function inputsOf({ parameters, requestBody }: z.infer<typeof Operation>, document: JsonSchema) {
  const whole = (schema: JsonSchema) => Schema.parse(inlined(schema, document, '#/components/schemas/'));
  const body = requestBody?.content['application/json'].schema;
  return {
    parameters: parameters.map((parameter) => ({ ...parameter, schema: whole(parameter.schema) })),
    bodySchema: body && whole(body),
  };
}

/** Replaces references below `place` by their targets. */
function inlined(node: unknown, document: JsonSchema, place: string): unknown {
  if (Array.isArray(node)) return node.map((item) => inlined(item, document, place));
  if (typeof node !== 'object' || node === null) return node;

  const { $ref, ...others } = Object.fromEntries(Object.entries(node));
  if (typeof $ref === 'string' && $ref.startsWith(place)) {
    const target = $ref
      .slice(2)
      .split('/')
      .reduce<unknown>((at, word) => Reflect.get(Object(at), word), document);
    return inlined({ ...Object(target), ...others }, document, place);
  }
  const fields = Object.entries(node).map(([name, value]) => [name, inlined(value, document, place)]);
  return Object.fromEntries(fields);
}

/** The path with an id for each of its parameters: of its own kind, and for `{delivery_id}` of the kind `deliveries`. */
export const filledPath = ({ path }: Pick<ApiOperation, 'path'>, id: string, delivery: string): string =>
  path.replace('{delivery_id}', delivery).replace(/\{\w+\}/, id);

const KINDS: Readonly<Record<string, string>> = {
  'campaigns/{id}/warmup': 'warmup-campaigns',
  'deliverability/decisions/{decision_id}': 'decisions',
};

/** The first word of the path, such as `campaigns`, or a narrower kind where the route serves only that. */
export const kindOf = ({ path }: Pick<ApiOperation, 'path'>): string =>
  KINDS[path] ?? path.split('/')[0] ?? '';
