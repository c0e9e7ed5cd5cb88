import {
  BlockingReasonView,
  BounceBreakdown,
  BulkContactsResult,
  CampaignResource,
  CampaignSummary,
  CheckCampaignGate,
  ConnectionTest,
  ContactFilter,
  ContactView,
  EnrollmentView,
  EnrollResult,
  ExportedSend,
  FleetView,
  GateDecisionView,
  GatePolicyView,
  IdOf,
  Instant,
  JobAccepted,
  JobView,
  Metrics,
  pageOf,
  Pacing,
  RemoveContacts,
  ReplyIntents,
  SearchContacts,
  SegmentView,
  SendingAccountView,
  RetryResult,
  SendView,
  SequencePreview,
  SequenceSummary,
  SequenceView,
  StepReport,
  SuppressionView,
  WorkspaceCreated,
} from '#contracts';
import { z } from 'zod';
import type { ApiKeyView } from '../persistence/api-keys.js';
import type { ClientView } from '../persistence/clients.js';
import type { WorkspaceView } from '../persistence/workspaces.js';
import type { TokenPair } from '../use-cases/log-in.js';

// What the gateway itself keeps has no contract with another service; these are its shapes for the document.

const ApiKey = z.object({
  id: IdOf('key'),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  rate_limit: z.number().int().nullable(),
  expires_at: Instant.nullable(),
  created_at: Instant,
}) satisfies z.ZodType<ApiKeyView>;

const Client = z.object({
  id: IdOf('cli'),
  name: z.string(),
  created_at: Instant,
  updated_at: Instant,
}) satisfies z.ZodType<ClientView>;

const Workspace = z.object({
  id: IdOf('ws'),
  name: z.string(),
  time_zone: z.string(),
  created_at: Instant,
}) satisfies z.ZodType<WorkspaceView>;

const TokenPairAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int().meta({ description: 'Seconds that the access token is good for.' }),
}) satisfies z.ZodType<TokenPair>;

const FieldError = z.object({ field: z.string(), code: z.string(), message: z.string() });

/** Of RFC 9457, with our own members. */
const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string().meta({ description: 'Stable; for machines.' }),
  request_id: z.string(),
  errors: z.array(FieldError).optional().meta({ description: 'Every field that is wrong.' }),
  blocking_reasons: z
    .array(BlockingReasonView)
    .optional()
    .meta({ description: 'Every reason of the deliverability gate, with its figures.' }),
  state: z
    .string()
    .optional()
    .meta({ description: 'Of an `invalid_transition`: the state that does not allow it.' }),
  action: z.string().optional().meta({ description: 'Of an `invalid_transition`: what was asked for.' }),
});

const OpenApiDocument = z.looseObject({ openapi: z.string() });

/** Everything that the API answers, by the name that the document gives it. */
export const ANSWERS = {
  ApiKey,
  ApiKeyCreated: ApiKey.extend({ api_key: z.string().meta({ description: 'Shown this once.' }) }),
  ApiKeyPage: pageOf(ApiKey),
  BounceBreakdown,
  BulkContactsResult,
  Campaign: CampaignResource,
  CampaignHalted: CampaignResource.extend({
    in_flight: z.number().int().meta({
      description: 'Sends that were already being handed over; they finish, and nothing else starts.',
    }),
  }),
  CampaignPage: pageOf(CampaignResource),
  CampaignSummary,
  Client,
  ClientPage: pageOf(Client),
  ConnectionTest,
  Contact: ContactView,
  ContactFilter,
  ContactPage: pageOf(ContactView),
  ContactSearchPage: SearchContacts.response,
  ContactsRemoved: RemoveContacts.response,
  EnrollResult,
  Enrollment: EnrollmentView,
  EnrollmentPage: pageOf(EnrollmentView),
  ExportedSend,
  ExportedSends: z.array(ExportedSend),
  Fleet: FleetView,
  GateDecisionPage: pageOf(GateDecisionView),
  GatePolicy: GatePolicyView,
  GateVerdict: CheckCampaignGate.response,
  Job: JobView,
  JobAccepted,
  Metrics,
  OpenApiDocument,
  Pacing,
  Problem,
  ReplyIntents,
  Segment: SegmentView,
  SegmentPage: pageOf(SegmentView),
  RetryResult,
  Send: SendView,
  SendPage: pageOf(SendView),
  SendingAccount: SendingAccountView,
  SendingAccountPage: pageOf(SendingAccountView),
  Sequence: SequenceView,
  SequencePage: pageOf(SequenceSummary),
  SequencePreview,
  StepReports: z.object({ results: z.array(StepReport) }),
  Suppression: SuppressionView,
  SuppressionPage: pageOf(SuppressionView),
  TokenPair: TokenPairAnswer,
  Workspace,
  WorkspaceCreated,
} as const;

export type AnswerName = keyof typeof ANSWERS;
