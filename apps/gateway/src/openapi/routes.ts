import {
  DeleteSegment,
  DeleteSequence,
  GetContact,
  GetSegment,
  GetSequence,
  PreviewSequence,
  UpdateSequence,
} from '#contracts';
import type { AnswerName } from './answers.js';
import { CAMPAIGN_ROUTES, EXPORT_TEXTS } from './campaign-routes.js';
import { SENDING_ROUTES } from './sending-routes.js';

/** What a controller does not say of its route. Method, path, scope, status and schemas are read from the controller. */
export interface RouteNotes {
  readonly summary: string;
  readonly description?: string;
  /** Null for an answer without a body. */
  readonly answer: AnswerName | null;
  /** Other media types than JSON that the answer may have, as text. */
  readonly texts?: readonly string[];
  /** Of a 202: what a request answers whose work goes on in the background. */
  readonly accepted?: AnswerName;
  /** Codes of this route's own problems, beside those that every route of its kind may answer. */
  readonly refusals?: readonly string[];
  /** A token is needed although the route asks for no scope. */
  readonly token?: 'session';
}

const NO_BODY = null;
const SHOWN_ONCE = 'The key is in the answer this once; only its hash is kept.';

/** One entry for each route, by method and path. A test compares them with what the server has registered. */
export const ROUTES: Readonly<Record<string, RouteNotes>> = {
  'POST /api/v1/auth/login': {
    summary: 'Log in',
    description: '`workspace_id` is for somebody who is in several workspaces.',
    answer: 'TokenPair',
    refusals: ['unauthenticated', 'rate_limited'],
  },
  'POST /api/v1/auth/refresh': {
    summary: 'Trade a refresh token for a new pair',
    description: 'Each refresh token works once.',
    answer: 'TokenPair',
    refusals: ['unauthenticated'],
  },
  'POST /api/v1/auth/logout': {
    summary: 'End the session of the access token',
    answer: NO_BODY,
    refusals: ['unauthenticated'],
    token: 'session',
  },

  'POST /api/v1/admin/workspaces': {
    summary: 'Create a workspace',
    description: `For operators, with the token that the gateway was started with. ${SHOWN_ONCE}`,
    answer: 'WorkspaceCreated',
    refusals: ['not_found'],
  },
  'GET /api/v1/workspace': { summary: 'Get the workspace', answer: 'Workspace' },
  'PATCH /api/v1/workspace': { summary: 'Change the workspace', answer: 'Workspace' },

  'POST /api/v1/api-keys': {
    summary: 'Create an API key',
    description: `It may do at most what its creator may do. ${SHOWN_ONCE}`,
    answer: 'ApiKeyCreated',
  },
  'GET /api/v1/api-keys': { summary: 'List the API keys', answer: 'ApiKeyPage' },
  'DELETE /api/v1/api-keys/{id}': { summary: 'Revoke an API key', answer: NO_BODY },

  'POST /api/v1/clients': { summary: 'Create a client', answer: 'Client' },
  'GET /api/v1/clients': { summary: 'List the clients', answer: 'ClientPage' },
  'GET /api/v1/clients/{id}': { summary: 'Get a client', answer: 'Client' },
  'PATCH /api/v1/clients/{id}': { summary: 'Change a client', answer: 'Client' },
  'DELETE /api/v1/clients/{id}': { summary: 'Remove a client', answer: NO_BODY },

  ...CAMPAIGN_ROUTES,

  'POST /api/v1/contacts': {
    summary: 'Create a contact',
    answer: 'Contact',
    refusals: ['duplicate_contact'],
  },
  'GET /api/v1/contacts': { summary: 'List the contacts', answer: 'ContactPage' },
  'POST /api/v1/contacts/search': {
    summary: 'Search contacts, with the exact number of all that match',
    answer: 'ContactSearchPage',
  },
  'PATCH /api/v1/contacts/{id}': {
    summary: 'Change a contact',
    description: 'What is absent stays, null clears, and custom fields are merged.',
    answer: 'Contact',
    refusals: ['duplicate_contact'],
  },
  'DELETE /api/v1/contacts/{id}': { summary: 'Delete a contact', answer: NO_BODY },
  'POST /api/v1/contacts/bulk': {
    summary: 'Create or update up to 1,000 contacts',
    description: 'A row that is wrong fails alone, with its own errors; the others are taken.',
    answer: 'BulkContactsResult',
  },
  'GET /api/v1/contacts/{id}': {
    summary: 'Get a contact',
    answer: 'Contact',
    refusals: GetContact.refusals,
  },

  'POST /api/v1/suppressions': {
    summary: 'Suppress an address or a domain',
    description: 'Answers the one that is there already, with its own reason, when there is one.',
    answer: 'Suppression',
  },
  'GET /api/v1/suppressions': { summary: 'List the suppressions', answer: 'SuppressionPage' },
  'DELETE /api/v1/suppressions/{id}': { summary: 'Lift a suppression', answer: NO_BODY },

  'GET /api/v1/jobs/{id}': {
    summary: 'Get a job',
    description: 'How far it is, and what it has come to.',
    answer: 'Job',
  },
  'GET /api/v1/jobs/{id}/download': {
    summary: 'Download the file that a job has written',
    description: 'For 24 hours after its end.',
    answer: 'ExportedSends',
    texts: EXPORT_TEXTS,
  },

  'GET /api/v1/segments': { summary: 'List the segments', answer: 'SegmentPage' },
  'PATCH /api/v1/segments/{id}': { summary: 'Change a segment', answer: 'Segment' },
  'DELETE /api/v1/segments/{id}': {
    summary: 'Delete a segment',
    description: 'Not while the filter of a campaign that is not over names it: `segment_in_use`.',
    answer: NO_BODY,
    refusals: DeleteSegment.refusals,
  },
  'POST /api/v1/segments/{id}/contacts': {
    summary: 'Add contacts to a static segment, or take them out',
    answer: 'Segment',
  },
  'POST /api/v1/segments': { summary: 'Create a segment', answer: 'Segment' },
  'GET /api/v1/segments/{id}': {
    summary: 'Get a segment',
    answer: 'Segment',
    refusals: GetSegment.refusals,
  },

  'POST /api/v1/sequences': {
    summary: 'Create a sequence',
    description:
      'A delay counts from the step before; the delay of the first step from the enrollment. Texts are Liquid. With `variants` each message of the step is written in one of them, by their weights; what a variant leaves out the step says.',
    answer: 'Sequence',
  },
  'GET /api/v1/sequences': {
    summary: 'List the sequences',
    description: 'Without their steps: those are told by each.',
    answer: 'SequencePage',
  },
  'PATCH /api/v1/sequences/{id}': {
    summary: 'Change a sequence',
    description:
      'What is absent stays. `steps` are all of them, in their order, recognised by their `id`, or by their places when none has one; the variants of a step likewise. Each is given whole: a step without `variants` has none from then on. While a campaign that was launched and is not over writes them, texts, variants and delays may change and steps may be added at the end; anything else is `sequence_in_use`.',
    answer: 'Sequence',
    refusals: UpdateSequence.refusals,
  },
  'POST /api/v1/sequences/{id}/preview': {
    summary: 'Preview what a contact would get',
    description:
      'Every step, in each of its variants, unless `step_number` or `variant` (a label) name one; written as a send would be, for `contact_id`, from `sending_account_id` or a made-up sender. `warnings` name the variables that came out empty. It needs the scope `contacts:read` as well.',
    answer: 'SequencePreview',
    refusals: PreviewSequence.refusals,
  },
  'DELETE /api/v1/sequences/{id}': {
    summary: 'Delete a sequence that no campaign uses',
    answer: NO_BODY,
    refusals: DeleteSequence.refusals,
  },
  'GET /api/v1/sequences/{id}': {
    summary: 'Get a sequence',
    answer: 'Sequence',
    refusals: GetSequence.refusals,
  },

  ...SENDING_ROUTES,

  'GET /api/v1/openapi.json': { summary: 'Get this document', answer: 'OpenApiDocument' },
};
