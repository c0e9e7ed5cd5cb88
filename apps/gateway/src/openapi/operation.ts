import { requestName } from './components.js';
import type { DeclaredRoute } from './declared-routes.js';
import { schemaRef } from './json-schema.js';
import { parametersOf, type Parameter } from './parameters.js';
import { responsesOf, type Content, type Responses } from './responses.js';

export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  /** With the scopes that a token needs, all of them. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Responses;
}

/** The Operation Object of a route. */
export function operationOf(route: DeclaredRoute): OperationObject {
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

function securityOf({ access }: DeclaredRoute): OperationObject['security'] {
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
