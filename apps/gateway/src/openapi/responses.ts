import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import { responseName, responseOf } from './components.js';
import type { DeclaredRoute } from './declared-routes.js';
import { FILE_HEADERS, headersOf } from './headers.js';
import { schemaRef, type JsonSchema } from './json-schema.js';
import { problemType } from './problem-types.js';
import { isRepeatable, oneOfProblems, pascalCase, problemsOf } from './problems.js';

/** Bodies by media type. */
export type Content = Readonly<
  Record<string, { readonly schema: JsonSchema; readonly example?: unknown; readonly examples?: object }>
>;

export interface Response {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  readonly content?: Content;
}

export type Responses = Readonly<Record<string, Response | { readonly $ref: string }>>;

/** The Responses Object of a route. */
export function responsesOf(route: DeclaredRoute): Responses {
  const { accepted, examples } = route.operation;
  return {
    [route.status]: success(route, route.status, responseOf(route), examples?.response),
    ...(accepted && { 202: success(route, 202, accepted, examples?.accepted) }),
    ...Object.fromEntries(
      [...problemsOf(route)].map(([status, codes]) => [status, refusal(route, status, codes)]),
    ),
  };
}

function success(route: DeclaredRoute, status: number, schema: z.ZodType | null, example: unknown): Response {
  const texts = status === 202 ? [] : Object.entries(route.operation.texts ?? {});
  const headers = headersOf(status, isCounted(route, status), isRepeatable(route));
  return {
    description: STATUS_CODES[status] ?? '',
    headers: { ...headers, ...(texts.length > 0 && FILE_HEADERS) },
    ...(schema === null && contentOfStream(route)),
    ...(schema !== null && {
      content: {
        // A file comes as text unless the request asks for JSON, and some generators know the first media type alone.
        ...Object.fromEntries(
          texts.map(([type, text]) => [type, { schema: { type: 'string' }, example: text }]),
        ),
        'application/json': { schema: schemaRef(responseName(route, schema)), example },
      },
    }),
  };
}

const contentOfStream = ({ operation: { eventStream } }: DeclaredRoute): Pick<Response, 'content'> =>
  eventStream === undefined
    ? {}
    : { content: { 'text/event-stream': { schema: { type: 'string' }, example: eventStream } } };

/** Responses that are the same on every route with a caller, by status. */
const COMMON: ReadonlyMap<number, string> = new Map([
  [401, 'unauthenticated'],
  [403, 'insufficient_scope'],
  [413, 'payload_too_large'],
  [415, 'unsupported_media_type'],
  [429, 'rate_limited'],
  [500, 'internal_error'],
  [503, 'unavailable'],
]);

/** The responses that routes refer to by name. */
export const RESPONSES: Readonly<Record<string, Response>> = Object.fromEntries(
  [...COMMON].map(([status, code]) => [pascalCase(code), problem([code], headersOf(status, true, false))]),
);

function refusal(route: DeclaredRoute, status: number, codes: readonly string[]): Responses[string] {
  const code = COMMON.get(status);
  if (code !== undefined && codes.length === 1 && (typeof route.access !== 'string' || status === 429)) {
    return { $ref: `#/components/responses/${pascalCase(code)}` };
  }
  return problem(codes, headersOf(status, isCounted(route, status), isRepeatable(route)));
}

function problem(codes: readonly string[], headers: Response['headers']): Response {
  return {
    description: codes.map((code) => `\`${code}\`: ${problemType(code).meaning}`).join('\n\n'),
    headers,
    content: {
      'application/problem+json': {
        schema: oneOfProblems(codes),
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${pascalCase(code)}` }]),
        ),
      },
    },
  };
}

/** Requests of a caller are counted, whatever their outcome. A login is counted once its body is valid. */
const isCounted = ({ access, operation }: DeclaredRoute, status: number): boolean =>
  typeof access !== 'string' || (status < 400 && (access === 'session' || operation.countsItself === true));
