import { STATUS_CODES } from 'node:http';
import type { AnswerName } from './answers.js';
import type { DeclaredRoute } from './declared-routes.js';
import { EXAMPLES } from './examples.js';
import { HEADERS_OF_FILES, headersOf, parameterRef } from './headers.js';
import { requestSchema, schemaRef, type JsonSchema } from './json-schema.js';
import { isRepeatable, problemsOf } from './problems.js';
import type { RouteNotes } from './routes.js';

/** A route with all that is said of it. */
export interface DescribedRoute extends DeclaredRoute {
  readonly key: string;
  readonly notes: RouteNotes;
}

export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly object[];
  /** Ours: the scope that a token needs. */
  readonly 'x-scope'?: string;
  readonly parameters: readonly object[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, object>>;
}

/** The Operation Object of one route. */
export function operationOf(route: DescribedRoute): Operation {
  const { access, body, id, key, notes, path } = route;
  return {
    operationId: id,
    tags: [tagOf(path)],
    summary: notes.summary,
    ...(notes.description !== undefined && { description: notes.description }),
    security: securityOf(route),
    ...(access.to === 'scope' && { 'x-scope': access.scope }),
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(body && { requestBody: requestBodyOf(id, body, EXAMPLES[key]) }),
    responses: { ...successes(route), ...problemAnswers(route) },
  };
}

/** `campaigns` for everything below `/api/v1/campaigns`. */
export const tagOf = (path: string): string => path.split('/')[3] ?? '';

function securityOf({ access, notes }: DescribedRoute): object[] {
  if (access.to === 'operator') return [{ operator_token: [] }];
  return access.to === 'scope' || notes.token === 'session' ? [{ bearer: [] }] : [];
}

const pathParameters = ({ params }: DescribedRoute): object[] =>
  params.map(({ name, schema }) => ({ name, in: 'path', required: true, schema: requestSchema(schema) }));

function queryParameters({ query }: DescribedRoute): object[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = requestSchema(query) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    ...(required.includes(name) && { required: true }),
    ...(schema['type'] === 'array' && { style: 'form', explode: false }),
    schema,
  }));
}

const headerParameters = (route: DescribedRoute): object[] => [
  parameterRef('RequestId'),
  ...(isRepeatable(route) ? [parameterRef('IdempotencyKey')] : []),
];

function requestBodyOf(id: string, body: NonNullable<DeclaredRoute['body']>, example: unknown): object {
  const title = `${id.charAt(0).toUpperCase()}${id.slice(1)}Request`;
  return {
    required: !body.safeParse(undefined).success,
    content: {
      'application/json': {
        schema: { title, ...requestSchema(body) },
        ...(example !== undefined && { example }),
      },
    },
  };
}

function successes(route: DescribedRoute): Record<string, Answer> {
  const { answer, accepted, texts } = route.notes;
  return {
    [route.status]: success(route, route.status, answer, texts),
    ...(accepted && { 202: success(route, 202, accepted) }),
  };
}

function success(
  route: DescribedRoute,
  status: number,
  answer: AnswerName | null,
  texts: readonly string[] = [],
): Answer {
  const asText = texts.map((mediaType) => [mediaType, { schema: { type: 'string' } }]);
  return {
    description: STATUS_CODES[status] ?? '',
    headers: {
      ...headersOf(status, isCounted(route, status), isRepeatable(route)),
      ...(texts.length > 0 && HEADERS_OF_FILES),
    },
    ...(answer !== null && {
      content: { 'application/json': { schema: schemaRef(answer) }, ...Object.fromEntries(asText) },
    }),
  };
}

function problemAnswers(route: DescribedRoute): Record<string, Answer> {
  const answers = [...problemsOf(route, route.notes)].map(([status, codes]): [string, Answer] => [
    String(status),
    {
      description: codes.map((code) => `\`${code}\``).join(', '),
      headers: headersOf(status, isCounted(route, status), false),
      content: {
        'application/problem+json': {
          schema: { allOf: [schemaRef('Problem'), { properties: { code: { enum: codes } } }] },
        },
      },
    },
  ]);
  return Object.fromEntries(answers);
}

/** Requests of a caller are counted, whatever they come to. Tries to log in are, once they can be read. */
const isCounted = ({ access, notes }: DescribedRoute, status: number): boolean =>
  access.to === 'scope' ||
  ((notes.refusals ?? []).includes('rate_limited') && (status < 400 || status === 429));
