import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import * as contracts from '#contracts';
import type { DeclaredRoute } from './declared-routes.js';
import { requestSchemas, responseSchemas, type JsonSchema, type Named } from './json-schema.js';
import { Problem } from './problem-types.js';
import { PROBLEM_SCHEMAS } from './problems.js';
import { EVENT_SCHEMAS } from './webhooks.js';

/**
 * Names that Go would have twice: generators there make a constant of each value of an enumeration, and `SegmentField` has
 * the values `icp_tier` and `verification_status`, `CampaignType` has `warmup`, `PacingLimitName` has `warmup_ramp`, and
 * `PausedBy` has `user`.
 */
const RENAMED: Readonly<Record<string, string>> = {
  IcpTier: 'ContactTier',
  VerificationStatus: 'ContactVerification',
  User: 'WorkspaceUser',
  WarmupRamp: 'CampaignWarmupRamp',
  WarmupView: 'AccountWarmup',
};

/** Objects and enumerations have the name of their contract, without `View` and `Resource`. */
const CONTRACT_NAMES = new Map(
  Object.entries(contracts).flatMap(([name, value]): [unknown, string][] =>
    value instanceof z.ZodObject || value instanceof z.ZodEnum
      ? [[value, RENAMED[name] ?? name.replace(/(View|Resource)$/, '')]]
      : [],
  ),
);

const nameOf = (schema: z.core.$ZodType): string | undefined =>
  CONTRACT_NAMES.get(schema) ?? z.globalRegistry.get(schema)?.id;

const capitalized = (id: string): string => `${id.charAt(0).toUpperCase()}${id.slice(1)}`;

/** `CreateCampaignRequest`. */
export const requestName = ({ operation: { id } }: DeclaredRoute): string => `${capitalized(id)}Request`;

/**
 * The name of the contract, such as `Campaign`, or else `ListCampaignsResult`. Generators of clients name their own types
 * `ListCampaignsResponse`.
 */
export const responseName = ({ operation: { id } }: DeclaredRoute, schema: z.ZodType): string =>
  nameOf(schema) ?? `${capitalized(id)}Result`;

/** The body of a success; null for none. */
export const responseOf = ({ operation }: DeclaredRoute): z.ZodType | null =>
  operation.response === undefined ? (operation.contract?.response ?? null) : operation.response;

/** The named schemas within some, by their names. */
export function partsOf(schemas: readonly z.ZodType[], io: 'input' | 'output'): Named {
  const parts: Record<string, z.ZodType> = {};
  const roots = new Set<unknown>(schemas);
  z.toJSONSchema(z.union([z.never(), ...schemas]), {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema }) => {
      const name = nameOf(zodSchema);
      const isPart = name !== undefined && !roots.has(zodSchema) && zodSchema instanceof z.ZodType;
      if (isPart) parts[name] = zodSchema;
    },
  });
  return parts;
}

/** Every schema that the document refers to, by its name. */
export function schemasOf(routes: readonly DeclaredRoute[]): Record<string, JsonSchema> {
  const bodies = Object.fromEntries(
    routes.flatMap((route) => (route.body ? [[requestName(route), route.body]] : [])),
  );
  const queries = routes.flatMap(({ query }) => query ?? []);
  const responses = Object.fromEntries(
    routes.flatMap((route) =>
      [responseOf(route), route.operation.accepted].flatMap((schema) =>
        schema ? [[responseName(route, schema), schema]] : [],
      ),
    ),
  );
  const requestParts = partsOf([...Object.values(bodies), ...queries], 'input');
  const answered = { ...responses, Problem, ...PROBLEM_SCHEMAS, ...EVENT_SCHEMAS };
  const output = responseSchemas({ ...partsOf(Object.values(answered), 'output'), ...answered });
  return { ...requestsBeside(output, { ...requestParts, ...bodies }), ...output };
}

/** A schema that means something else in a request, since it refuses unknown fields there, gets another name. */
function requestsBeside(output: Record<string, JsonSchema>, named: Named): Record<string, JsonSchema> {
  const input = requestSchemas(named);
  const renamed = Object.entries(named).map(([name, schema]): [string, z.ZodType] => {
    const isShared = output[name] === undefined || isDeepStrictEqual(output[name], input[name]);
    return [isShared ? name : `${name}Input`, schema];
  });
  return requestSchemas(Object.fromEntries(renamed));
}
