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
  security: z.array(z.record(z.string(), z.unknown())),
  'x-scope': z.string().optional(),
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
}

/** The document of the running system, as it was answered. */
export const apiDocument = async (baseUrl: string): Promise<JsonSchema> =>
  Schema.parse(await (await fetch(`${baseUrl}/api/v1/openapi.json`)).json());

/** Every route of a document. */
export const operationsIn = (document: JsonSchema): ApiOperation[] =>
  Object.entries(OpenApi.parse(document).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path: path.replace('/api/v1/', ''),
    })),
  );

/** The schema of a body; undefined for a route without one. */
export const bodySchema = ({ requestBody }: ApiOperation): JsonSchema | undefined =>
  requestBody?.content['application/json'].schema;

/** `campaigns` for everything below it. */
export const kindOf = ({ path }: Pick<ApiOperation, 'path'>): string => path.split('/')[0] ?? '';
