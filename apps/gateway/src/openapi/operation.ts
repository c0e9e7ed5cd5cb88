import { EXAMPLES } from './examples/requests.js';
import { schemaRef } from './json-schema.js';
import type { DeclaredRoute } from './declared-routes.js';
import type { DescribedRoute } from './described-route.js';
import { parametersOf, type Parameter } from './parameters.js';
import { responsesOf, type Content, type Responses } from './responses.js';

export interface Operation {
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

/** The Operation Object of one route. */
export function operationOf(route: DescribedRoute): Operation {
  const { body, notes, path } = route;
  const description = [notes.description, scopesNeeded(route)].filter((text) => text !== undefined);
  return {
    operationId: notes.id,
    tags: [tagOf(path)],
    summary: notes.summary,
    ...(description.length > 0 && { description: description.join('\n\n') }),
    security: securityOf(route),
    parameters: parametersOf(route),
    ...(body && { requestBody: requestBodyOf(route, body) }),
    responses: responsesOf(route),
  };
}

/** `campaigns` for everything below `/api/v1/campaigns`. */
export const tagOf = (path: string): string => path.split('/')[3] ?? '';

const scopesOf = ({ access, notes }: DescribedRoute): string[] =>
  access.to === 'scope' ? [access.scope, ...(notes.furtherScopes ?? [])] : [];

/** For people, and for tools that show no scopes of bearer tokens. */
function scopesNeeded(route: DescribedRoute): string | undefined {
  const scopes = scopesOf(route).map((scope) => `\`${scope}\``);
  if (scopes.length === 0) return undefined;
  return `Needs the scope${scopes.length > 1 ? 's' : ''} ${scopes.join(' and ')}.`;
}

function securityOf(route: DescribedRoute): Operation['security'] {
  const { access, notes } = route;
  if (access.to === 'operator') return [{ operator_token: [] }];
  return access.to === 'scope' || notes.token === 'session' ? [{ bearer: scopesOf(route) }] : [];
}

/** `CreateCampaignRequest`, after the operation that takes it. */
export const requestName = ({ notes: { id } }: DescribedRoute): string =>
  `${id.charAt(0).toUpperCase()}${id.slice(1)}Request`;

const requestBodyOf = (
  route: DescribedRoute,
  body: NonNullable<DeclaredRoute['body']>,
): NonNullable<Operation['requestBody']> => ({
  required: !body.safeParse(undefined).success,
  content: { 'application/json': { schema: schemaRef(requestName(route)), example: EXAMPLES[route.key] } },
});
