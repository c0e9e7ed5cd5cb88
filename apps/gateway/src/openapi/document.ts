import { schemasOf } from './components.js';
import type { DeclaredRoute } from './declared-routes.js';
import { HEADERS, PARAMETERS } from './headers.js';
import { operationOf, tagOf, type OperationObject } from './operation.js';
import { PROBLEM_EXAMPLES } from './problems.js';
import { RESPONSES } from './responses.js';
import { webhooksOf } from './webhooks.js';

/** Tags in the order of the document. A tag is the first part of its paths. */
export const TAGS: Readonly<Record<string, string>> = {
  auth: 'Login with a password, for tokens that work for an hour, and your own sessions and password.',
  admin: 'Operations for the operator of the installation.',
  workspace: 'The workspace of the token.',
  users: 'The people of the workspace, and their roles.',
  'audit-log': 'The people and keys that did something of weight, and when.',
  'api-keys': 'Keys for programs, each with its own scopes.',
  clients: 'The clients that an agency runs campaigns for.',
  campaigns: 'Campaigns with their configuration, their enrollments, sends and metrics.',
  replies: 'The answers of people to the messages of campaigns, and what they mean.',
  contacts: 'The people that campaigns write to.',
  suppressions: 'Addresses and domains that the workspace must not write to.',
  segments: 'Groups of contacts, by conditions or by name.',
  sequences: 'The e-mails that a campaign sends one after another.',
  events: 'The events of the workspace, as a list and as it happens.',
  jobs: 'Background work, and the files that it writes.',
  'sending-accounts': 'The e-mail accounts that campaigns send from.',
  'platform-connections': 'Outside platforms that send campaigns in place of this installation.',
  deliverability: 'The health of the fleet, and the gate that checks it before a launch.',
  webhooks: 'Places that get the events of the workspace, and the log of their deliveries.',
  'openapi.json': 'This document.',
};

const DESCRIPTION = `Cold-email campaigns over REST. Bodies are JSON in snake_case, times are ISO 8601 in UTC, and a slash at the end of a path is optional.

## Access

Every request carries \`Authorization: Bearer <token>\`. A person logs in with \`POST /api/v1/auth/login/\`, which gives an access token for an hour and a refresh token. A program uses an API key, which \`POST /api/v1/api-keys/\` makes and shows once:

\`\`\`sh
curl -H 'Authorization: Bearer nmbapi_…' http://localhost:3000/api/v1/campaigns/
\`\`\`

## Forms

An id starts with its kind, such as \`camp_\` for a campaign. A malformed id, or one of another workspace, is a 404.

Lists are newest first, in pages: \`{"results": [], "next_cursor": null, "has_more": false}\`. Send \`next_cursor\` as \`cursor\` to get the next page. Several values of a filter are separated by commas; any of them matches.

An error is \`application/problem+json\` with a stable \`code\`, and with every wrong field in \`errors\`. Two problems belong to no operation: an address that does not exist is a 404 \`not_found\`, and a method that an address does not have is a 405 \`method_not_allowed\` with \`Allow\`.

Requests are counted per minute; the \`X-RateLimit-*\` headers show the rest.`;

const LICENSE = { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' };

const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key, or the access token of a session. Each belongs to one workspace. Operations name the scopes that they need; writing does not imply reading.',
  },
  operator_token: {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of the operator of the installation.',
  },
} as const;

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

/** An OpenAPI 3.1 document. */
export function openApiDocument(declared: readonly DeclaredRoute[], sourceUrl?: string) {
  const order = Object.keys(TAGS);
  const routes = declared.toSorted((a, b) => order.indexOf(tagOf(a.path)) - order.indexOf(tagOf(b.path)));
  return {
    openapi: '3.1.1',
    info: { title: 'Nimbus Campaigns', version: '1', description: DESCRIPTION, license: LICENSE },
    ...(sourceUrl && { externalDocs: { description: 'The source code of this version', url: sourceUrl } }),
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/', description: 'The server that this document was loaded from.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: pathsOf(routes),
    webhooks: webhooksOf(),
    components: {
      schemas: schemasOf(routes),
      responses: RESPONSES,
      examples: PROBLEM_EXAMPLES,
      headers: HEADERS,
      parameters: PARAMETERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function pathsOf(routes: readonly DeclaredRoute[]): Record<string, Record<string, OperationObject>> {
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
}
