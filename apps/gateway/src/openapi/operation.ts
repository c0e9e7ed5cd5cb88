import { requestName } from './components.js';
import type { DeclaredRoute } from './declared-routes.js';
import { schemaRef } from './json-schema.js';
import { parametersOf } from './parameters.js';
import { responsesOf } from './responses.js';

export type OperationObject = ReturnType<typeof operationOf>;

/** The Operation Object of a route. */
export function operationOf(route: DeclaredRoute) {
  const { body, operation, path } = route;
  const description = [operation.description, scopesNeeded(route)].filter((text) => text !== undefined);
  return {
    operationId: operation.id,
    tags: [tagOf(path)],
    summary: operation.summary,
    ...(description.length > 0 && { description: description.join('\n\n') }),
    security: securityOf(route),
    parameters: parametersOf(route),
    ...(body && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: {
          'application/json': { schema: schemaRef(requestName(route)), example: operation.examples?.request },
        },
      },
    }),
    responses: responsesOf(route),
  };
}

/** `campaigns` for everything below `/api/v1/campaigns`. */
export const tagOf = (path: string): string => path.split('/')[3] ?? '';

/** For people, and for tools that do not show the scopes of bearer tokens. */
function scopesNeeded({ access }: DeclaredRoute): string | undefined {
  if (typeof access === 'string') return undefined;
  return `Needs the scope${access.length > 1 ? 's' : ''} ${access.map((scope) => `\`${scope}\``).join(' and ')}.`;
}

/** The scopes that a token needs, all of them. */
function securityOf({ access }: DeclaredRoute): Readonly<Record<string, readonly string[]>>[] {
  switch (access) {
    case 'everybody':
      return [];
    case 'operator':
      return [{ operator_token: [] }];
    case 'session':
      return [{ bearer: [] }];
    default:
      return [{ bearer: access }];
  }
}
