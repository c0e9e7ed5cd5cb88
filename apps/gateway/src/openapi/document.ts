import { ANSWERS } from './answers.js';
import { PROBLEM_EXAMPLES } from './examples/problems.js';
import type { DeclaredRoute } from './declared-routes.js';
import { HEADERS, PARAMETERS } from './headers.js';
import { answerSchemas, requestSchemas, type JsonSchema } from './json-schema.js';
import type { DescribedRoute } from './described-route.js';
import { operationOf, requestName, tagOf, type Operation } from './operation.js';
import { ANSWER_PARTS, REQUEST_PARTS } from './parts.js';
import { pascalCase, PROBLEMS } from './problem-schemas.js';
import { RESPONSES, type Response } from './responses.js';
import { TAGS } from './tags.js';
import { ROUTES } from './routes.js';

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: Readonly<Record<'title' | 'version' | 'description', string>> & { readonly license: object };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly tags: readonly { readonly name: string; readonly description: string | undefined }[];
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly [kind: string]: object;
  };
  readonly [part: string]: unknown;
}

const DESCRIPTION = `Cold-email campaigns over REST. Bodies are JSON in snake_case, times ISO 8601 in UTC, and a slash at the end of a path is optional.

Ids carry their kind, such as \`camp_\` for a campaign. A malformed id, or one of another workspace, is a 404.

Lists are newest first, in pages: \`{"results": [], "next_cursor": null, "has_more": false}\`. Send \`next_cursor\` as \`cursor\` for the next page. Several values of a filter are separated by commas, and mean any of them.

What is wrong with a request comes back as \`application/problem+json\` with a stable \`code\`, and with every wrong field in \`errors\`. Beside the problems that operations name, an address that does not exist is a 404 \`not_found\`, and a method that an address does not know a 405 \`method_not_allowed\`, whose \`Allow\` tells those that it knows.

Requests are counted by the minute; the \`X-RateLimit-*\` headers tell what is left.`;

const LICENSE = { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' };

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key, or the access token of somebody who logged in. Each belongs to one workspace. Operations name the scopes that they need; writing does not imply reading.',
  },
  operator_token: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of whoever runs the installation.',
  },
} as const;

/** @throws when a route has no entry in `routes.ts` */
export function openApiDocument(declared: readonly DeclaredRoute[]): OpenApiDocument {
  const routes = declared.map(describe).toSorted((a, b) => orderOf(a) - orderOf(b));
  const tags = [...new Set(routes.map(({ path }) => tagOf(path)))];
  return {
    openapi: '3.1.1',
    info: { title: 'Nimbus Campaigns', version: '1', description: DESCRIPTION, license: LICENSE },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/', description: 'Where this document was loaded from.' }],
    tags: tags.map((name) => ({ name, description: TAGS[name] })),
    paths: pathsOf(routes),
    components: {
      schemas: schemasOf(routes),
      responses: RESPONSES,
      examples: examplesByName(PROBLEM_EXAMPLES),
      headers: HEADERS,
      parameters: PARAMETERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const schemasOf = (routes: readonly DescribedRoute[]): Record<string, JsonSchema> => {
  const bodies = routes.flatMap((route) => (route.body ? [[requestName(route), route.body] as const] : []));
  return {
    ...requestSchemas({ ...REQUEST_PARTS, ...Object.fromEntries(bodies) }),
    ...answerSchemas({ ...ANSWER_PARTS, ...ANSWERS, ...PROBLEMS }),
  };
};

function describe(route: DeclaredRoute): DescribedRoute {
  const key = `${route.method} ${route.path}`;
  const notes = ROUTES[key];
  if (notes === undefined) throw new Error(`${key} has no entry in openapi/routes.ts`);
  return { ...route, key, notes };
}

const examplesByName = (problems: Readonly<Record<string, unknown>>): Record<string, object> =>
  Object.fromEntries(Object.entries(problems).map(([code, value]) => [pascalCase(code), { value }]));

const ORDER: ReadonlyMap<string, number> = new Map(Object.keys(ROUTES).map((key, place) => [key, place]));

/** As in `routes.ts`, which a reader can follow; Nest's order is that of its modules. */
const orderOf = ({ key }: DescribedRoute): number => ORDER.get(key) ?? ORDER.size;

function pathsOf(routes: readonly DescribedRoute[]): OpenApiDocument['paths'] {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}
