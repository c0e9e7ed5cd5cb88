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
  // those that are referred to by name are headers
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
  /** Below `/api/v1/`, with its parameters in braces. */
  readonly path: string;
  /** That a token needs, all of them. */
  readonly scopes: readonly string[];
  /** Of its body, whole; undefined for a route without one. */
  readonly bodySchema: JsonSchema | undefined;
}

/** The document of the running system. Answers that are alike are kept by name in it: here they are where they are given. */
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

/** What an operation takes, with schemas that are whole: who makes values from them follows no references. */
function inputsOf({ parameters, requestBody }: z.infer<typeof Operation>, document: JsonSchema) {
  const whole = (schema: JsonSchema) => Schema.parse(inlined(schema, document, '#/components/schemas/'));
  const body = requestBody?.content['application/json'].schema;
  return {
    parameters: parameters.map((parameter) => ({ ...parameter, schema: whole(parameter.schema) })),
    bodySchema: body && whole(body),
  };
}

/** With what is referred to below a place of the document instead of the references. */
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

/** `campaigns` for everything below it. */
export const kindOf = ({ path }: Pick<ApiOperation, 'path'>): string => path.split('/')[0] ?? '';
