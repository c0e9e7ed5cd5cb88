import { z } from 'zod';

const Schema = z.record(z.string(), z.unknown());
const Parameter = z.object({ name: z.string(), in: z.enum(['path', 'query']), schema: Schema });
const Operation = z.object({
  operationId: z.string(),
  // those that are referred to by name are headers
  parameters: z
    .array(z.unknown())
    .transform((all) => all.flatMap((one) => Parameter.safeParse(one).data ?? [])),
  requestBody: z
    .object({ content: z.object({ 'application/json': z.object({ schema: Schema }) }) })
    .optional(),
  responses: z.record(z.string(), z.unknown()),
});
const OpenApi = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

export type JsonSchema = z.infer<typeof Schema>;
export interface ApiOperation extends z.infer<typeof Operation> {
  readonly method: string;
  /** Below `/api/v1/`, with its parameters in braces. */
  readonly path: string;
}

/** Every route that the running system says it has. */
export async function apiOperations(baseUrl: string): Promise<ApiOperation[]> {
  const { paths } = OpenApi.parse(await (await fetch(`${baseUrl}/api/v1/openapi.json`)).json());
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path: path.replace('/api/v1/', ''),
    })),
  );
}

/** The schema of a body; undefined for a route without one. */
export const bodySchema = ({ requestBody }: ApiOperation): JsonSchema | undefined =>
  requestBody?.content['application/json'].schema;
