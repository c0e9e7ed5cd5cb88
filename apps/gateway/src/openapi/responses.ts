import { STATUS_CODES } from 'node:http';
import type { AnswerName } from './answers.js';
import { ANSWER_EXAMPLES, TEXT_EXAMPLES } from './examples/answers.js';
import { HEADERS_OF_FILES, headersOf } from './headers.js';
import { schemaRef, type JsonSchema } from './json-schema.js';
import type { DescribedRoute } from './described-route.js';
import { pascalCase, problemOfAny } from './problem-schemas.js';
import { problemType } from './problem-types.js';
import { isRepeatable, problemsOf } from './problems.js';

/** Bodies by their media types. */
export type Content = Readonly<
  Record<string, { readonly schema: JsonSchema; readonly example?: unknown; readonly examples?: object }>
>;

export interface Response {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  readonly content?: Content;
}

export type Responses = Readonly<Record<string, Response | { readonly $ref: string }>>;

/** The Responses Object of one route. */
export const responsesOf = (route: DescribedRoute): Responses => ({
  ...successes(route),
  ...Object.fromEntries(
    [...problemsOf(route, route.notes)].map(([status, codes]) => [status, refusal(route, status, codes)]),
  ),
});

function successes(route: DescribedRoute): Record<string, Response> {
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
  texts: readonly (keyof typeof TEXT_EXAMPLES)[] = [],
): Response {
  return {
    description: STATUS_CODES[status] ?? '',
    headers: {
      ...headersOf(status, isCounted(route, status), isRepeatable(route)),
      ...(texts.length > 0 && HEADERS_OF_FILES),
    },
    ...(answer !== null && { content: { ...inJson(route, status, answer), ...inTexts(texts) } }),
  };
}

const inJson = ({ key }: DescribedRoute, status: number, answer: AnswerName): Content => ({
  'application/json': { schema: schemaRef(answer), example: ANSWER_EXAMPLES[`${key} ${status}`] },
});

const inTexts = (texts: readonly (keyof typeof TEXT_EXAMPLES)[]): Content =>
  Object.fromEntries(
    texts.map((mediaType) => [mediaType, { schema: { type: 'string' }, example: TEXT_EXAMPLES[mediaType] }]),
  );

/** Statuses that say the same on every route of a caller. */
const ALIKE = {
  401: 'unauthenticated',
  403: 'insufficient_scope',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  500: 'internal_error',
  503: 'unavailable',
} as const;

const alike: ReadonlyMap<string, string> = new Map(Object.entries(ALIKE));

/** The answers that routes refer to by name. */
export const RESPONSES: Readonly<Record<string, Response>> = Object.fromEntries(
  Object.entries(ALIKE).map(([status, code]) => [
    pascalCase(code),
    problem([code], headersOf(Number(status), true, false)),
  ]),
);

function refusal(
  route: DescribedRoute,
  status: number,
  codes: readonly string[],
): Response | { readonly $ref: string } {
  const code = alike.get(String(status));
  if (code !== undefined && codes.length === 1 && (route.access.to === 'scope' || status === 429)) {
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
        schema: problemOfAny(codes),
        examples: Object.fromEntries(
          codes.map((code) => [code, { $ref: `#/components/examples/${pascalCase(code)}` }]),
        ),
      },
    },
  };
}

/** Requests of a caller are counted, whatever they come to. Tries to log in are, once they can be read. */
const isCounted = ({ access, notes }: DescribedRoute, status: number): boolean =>
  access.to === 'scope' || (status < 400 && (notes.token === 'session' || notes.isCounted === true));
