import { BlockingReasonView, FieldErrorView } from '#contracts';
import { z } from 'zod';

/** Of RFC 9457, with our own members. */
export const Problem = z.object({
  type: z.string().meta({ description: '`urn:nimbus:problem:` and the code.' }),
  title: z.string().meta({ description: 'The name of the status.' }),
  status: z.int(),
  detail: z.string().meta({ description: 'What is wrong with this request, for people.' }),
  code: z.string().meta({ description: 'Stable, for machines.' }),
  request_id: z.string().meta({ description: 'As in `X-Request-Id`.' }),
  errors: z.array(FieldErrorView).optional().meta({ description: 'Every field that is wrong.' }),
  blocking_reasons: z
    .array(BlockingReasonView)
    .optional()
    .meta({ description: 'Every reason of the deliverability gate, with its figures.' }),
  state: z.string().optional().meta({ description: 'The state that does not allow it.' }),
  action: z.string().optional().meta({ description: 'What was asked for.' }),
});

const { errors, blocking_reasons, state, action } = Problem.shape;

/** What is particular to the problems of one code. */
export interface ProblemType {
  readonly status: number;
  readonly meaning: string;
  /** Members beside those that every problem has. */
  readonly members?: z.ZodRawShape;
}

const FIELDS = { errors: errors.unwrap() };

/** Every problem that a route may answer, by its code. */
export const PROBLEM_TYPES = {
  validation_error: {
    status: 400,
    meaning: 'Fields of the body or of the query are wrong: all of them are in `errors`.',
    members: FIELDS,
  },
  malformed_json: { status: 400, meaning: 'The body is not JSON, not UTF-8, or not complete.' },
  unauthenticated: { status: 401, meaning: 'There is no token, or it is unknown, expired or revoked.' },
  insufficient_scope: { status: 403, meaning: 'The token lacks a scope that the operation needs.' },
  not_found: { status: 404, meaning: 'Nothing in the workspace has this id, or nothing is at this address.' },
  invalid_transition: {
    status: 409,
    meaning: 'The thing is in a state in which this cannot be done, or somebody else was faster.',
    members: { state, action },
  },
  duplicate_account: { status: 409, meaning: 'There is a sending account of this address already.' },
  duplicate_contact: {
    status: 409,
    meaning: 'There is a contact of this address already, whatever its case.',
    members: FIELDS,
  },
  segment_in_use: { status: 409, meaning: 'The filter of a campaign that is not over names the segment.' },
  sequence_in_use: { status: 409, meaning: 'A campaign writes the steps of the sequence.' },
  idempotency_in_progress: {
    status: 409,
    meaning: 'The first request with this `Idempotency-Key` is still running: ask again in a moment.',
  },
  payload_too_large: { status: 413, meaning: 'The body, or what it asks for, is too large.' },
  unsupported_media_type: { status: 415, meaning: 'The body is not `application/json`.' },
  gate_blocked: {
    status: 422,
    meaning: 'The deliverability gate says no, for each of `blocking_reasons`. Nothing has changed.',
    members: { blocking_reasons: blocking_reasons.unwrap() },
  },
  empty_filter: {
    status: 422,
    meaning: '`contact_filter` matches no contact that may be written to.',
    members: { errors },
  },
  inactive_inbox: {
    status: 422,
    meaning: 'Sending accounts of the campaign are not active: each is in `errors`.',
    members: FIELDS,
  },
  immutable_field: {
    status: 422,
    meaning: 'A campaign that was launched keeps `campaign_type`, `platform` and `sequence_id`.',
    members: FIELDS,
  },
  platform_not_connected: {
    status: 422,
    meaning: 'The platform of the campaign is not connected to the workspace.',
  },
  template_failed: {
    status: 422,
    meaning: 'A text of the sequence cannot be rendered: `errors` names it.',
    members: FIELDS,
  },
  idempotency_key_reused: { status: 422, meaning: 'The `Idempotency-Key` belongs to another request.' },
  rate_limited: {
    status: 429,
    meaning: 'There were too many requests in this minute: `Retry-After` says when to come again.',
  },
  internal_error: {
    status: 500,
    meaning: 'Something broke on our side; `request_id` helps to find out what.',
  },
  unavailable: {
    status: 503,
    meaning: 'A service or a store behind the API is down: ask again in a moment.',
  },
} as const satisfies Record<string, ProblemType>;

export type ProblemCode = keyof typeof PROBLEM_TYPES;

const types: ReadonlyMap<string, ProblemType> = new Map(Object.entries(PROBLEM_TYPES));

/** @throws for a code that has none here */
export function problemType(code: string): ProblemType {
  const type = types.get(code);
  if (type === undefined) throw new Error(`openapi/problem-types.ts does not know ${code}`);
  return type;
}
