import type { Scope } from '../domain/scopes.js';
import type { AnswerName } from './answers.js';
import { AUDIENCE_ROUTES } from './audience-routes.js';
import { CAMPAIGN_ROUTES, EXPORT_TEXTS } from './campaign-routes.js';
import { SENDING_ROUTES } from './sending-routes.js';
import { WORKSPACE_ROUTES } from './workspace-routes.js';

/** What a controller does not say of its route. Method, path, scope, status and schemas are read from the controller. */
export interface RouteNotes {
  /** The name that generated clients give the operation: it stays when a controller is called otherwise. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** Null for an answer without a body. */
  readonly answer: AnswerName | null;
  /** Other media types than JSON that the answer may have, as text. */
  readonly texts?: readonly (typeof EXPORT_TEXTS)[number][];
  /** Of a 202: what a request answers whose work goes on in the background. */
  readonly accepted?: AnswerName;
  /** Codes of this route's own problems, beside those that every route of its kind may answer. */
  readonly refusals?: readonly string[];
  /** Of a route that counts its requests itself, since nobody is known yet who makes them. */
  readonly isCounted?: true;
  /** A token is needed although the route asks for no scope. */
  readonly token?: 'session';
  /** Scopes that are needed beside the one that the controller declares. */
  readonly furtherScopes?: readonly Scope[];
}

/** One entry for each route, by method and path. A test compares them with what the server has registered. */
export const ROUTES: Readonly<Record<string, RouteNotes>> = {
  ...WORKSPACE_ROUTES,
  ...CAMPAIGN_ROUTES,
  ...AUDIENCE_ROUTES,

  'GET /api/v1/jobs/{id}': {
    id: 'getJob',
    summary: 'Get a job',
    description: 'How far it is, and what it has come to.',
    answer: 'Job',
  },
  'GET /api/v1/jobs/{id}/download': {
    id: 'downloadJobFile',
    summary: 'Download the file that a job has written',
    description: 'For 24 hours after its end.',
    answer: 'ExportedSends',
    texts: EXPORT_TEXTS,
  },

  ...SENDING_ROUTES,

  'GET /api/v1/openapi.json': {
    id: 'getOpenApiDocument',
    summary: 'Get this document',
    answer: 'OpenApiDocument',
  },
};
