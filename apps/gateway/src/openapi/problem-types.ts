import { z } from 'zod';
import { BlockingReasonView, examples, FieldErrorView } from '#contracts';
import { LIMIT_WORDS } from '../rate-limits/limit-names.js';
import { PLATFORM_PROBLEMS } from './platform-problems.js';

const limits = Object.keys(LIMIT_WORDS).map((name) => `\`${name}\``);

/** A problem of RFC 9457 with our own members. */
export const Problem = z.object({
  type: z.string().meta({ description: '`urn:nimbus:problem:` and the code.' }),
  title: z.string().meta({ description: 'The name of the status.' }),
  status: z.int(),
  detail: z.string().meta({ description: 'The reason, for people.' }),
  code: z.string().meta({ description: 'Stable, for machines.' }),
  request_id: z.string().meta({ description: 'As in `X-Request-Id`.' }),
  errors: z.array(FieldErrorView).optional().meta({ description: 'Every field that is wrong.' }),
  blocking_reasons: z.array(BlockingReasonView).optional().meta({
    description:
      'Every reason against a launch or a resume, those of the deliverability gate with their numbers.',
  }),
  state: z.string().optional().meta({ description: 'The current state, which does not allow the action.' }),
  action: z.string().optional().meta({ description: 'The action that was requested.' }),
  limit: z
    .string()
    .optional()
    .meta({
      description: `The limit that is used up: \`wrong_logins\` or ${limits.join(', ')}.`,
    }),
});

const { errors, blocking_reasons, state, action, limit } = Problem.shape;
const FIELDS = { errors: errors.unwrap() };

/** The problems of one code. */
export interface ProblemType {
  readonly status: number;
  readonly meaning: string;
  /** Members beside those that every problem has. */
  readonly members?: z.ZodRawShape;
  /** The detail and the members of an example; without one, the detail is the meaning. */
  readonly example?: { readonly detail: string; readonly [member: string]: unknown };
}

const { campaign, sequence, accounts } = examples.IDS;
const INACTIVE_ACCOUNT = {
  field: 'sending_account_ids.1',
  code: 'inactive_inbox',
  message: `sending account ${accounts[1]} is paused`,
};
const DUPLICATE = 'a contact with this e-mail exists already';
const UNDEFINED_FILTER = 'undefined filter: shout (line 1, column 1)';

/** Every problem that a route may answer, by its code. */
export const PROBLEM_TYPES = {
  validation_error: {
    status: 400,
    meaning: 'Fields of the body or the query are wrong. `errors` lists all of them.',
    members: FIELDS,
    example: {
      detail: '2 fields are wrong',
      errors: [
        { field: 'sequence_id', code: 'not_found', message: `sequence ${sequence} does not exist` },
        INACTIVE_ACCOUNT,
      ],
    },
  },
  event_expired: {
    status: 400,
    meaning:
      'The event to begin after is not stored any more, or more than a day of events has passed since. `detail` says how to go on.',
  },
  malformed_json: { status: 400, meaning: 'The body is not JSON, not UTF-8, or incomplete.' },
  unauthenticated: { status: 401, meaning: 'The token is missing, unknown, expired or revoked.' },
  totp_required: { status: 401, meaning: 'The password is right; the login also needs `totp`.' },
  totp_wrong: { status: 401, meaning: 'The code is wrong, or was used before.' },
  totp_locked: { status: 401, meaning: 'Too many wrong codes. Try again in 15 minutes.' },
  insufficient_scope: { status: 403, meaning: 'The token lacks a scope that the operation needs.' },
  insufficient_role: {
    status: 403,
    meaning: 'The caller may not manage people of this role. Only owners manage owners.',
  },
  not_found: {
    status: 404,
    meaning: 'Nothing in the workspace has this id, or nothing is at this address.',
    example: { detail: `campaign ${campaign} does not exist` },
  },
  invalid_transition: {
    status: 409,
    meaning: 'The current state does not allow the action, or a concurrent request was faster.',
    members: { state, action },
    example: { detail: `campaign ${campaign} is draft: it cannot pause`, state: 'draft', action: 'pause' },
  },
  duplicate_account: { status: 409, meaning: 'A sending account with this address exists already.' },
  duplicate_contact: {
    status: 409,
    meaning: 'A contact with this address exists already, in any case.',
    members: FIELDS,
    example: {
      detail: DUPLICATE,
      errors: [{ field: 'email', code: 'duplicate_contact', message: DUPLICATE }],
    },
  },
  client_in_use: { status: 409, meaning: 'A campaign or a platform connection names the client.' },
  duplicate_user: {
    status: 409,
    meaning: 'Somebody in the workspace has this address, and is more than invited.',
  },
  last_owner: { status: 409, meaning: 'The last active owner of a workspace stays its owner.' },
  segment_in_use: { status: 409, meaning: 'The filter of a campaign that has not ended names the segment.' },
  sequence_in_use: {
    status: 409,
    meaning: 'A campaign uses the steps of the sequence.',
    example: {
      detail: `a campaign uses the sequence ${sequence}: its steps keep their places, and new ones come at the end`,
    },
  },
  too_many_webhooks: {
    status: 409,
    meaning: '20 webhooks of the workspace are active, or there are 50 with those that are not.',
    example: { detail: '20 webhooks are active; switch one off with active: false, or delete it' },
  },
  webhook_inactive: {
    status: 409,
    meaning: 'The webhook is inactive: nothing is sent to it. Switch it on with `active: true`.',
  },
  idempotency_in_progress: {
    status: 409,
    meaning: 'The first request with this `Idempotency-Key` is still running. Try again in a moment.',
  },
  idempotency_answer_not_kept: {
    status: 409,
    meaning:
      'The first request with this `Idempotency-Key` is over, with the status in `detail`. Its answer showed a secret, or was too large, and is not repeated.',
  },
  precondition_failed: {
    status: 412,
    meaning: 'The resource is not in the state that `If-Match` names. Get it again.',
  },
  payload_too_large: { status: 413, meaning: 'The body, or the response that it asks for, is too large.' },
  unsupported_media_type: { status: 415, meaning: 'The body is not `application/json`.' },
  gate_blocked: {
    status: 422,
    meaning: 'The deliverability gate refuses, for each of `blocking_reasons`. Nothing has changed.',
    members: { blocking_reasons: blocking_reasons.unwrap() },
    example: {
      detail: 'fleet has only 14 stage 3+ inboxes; 20 required',
      blocking_reasons: examples.GATE_CHECK.blocking_reasons,
    },
  },
  empty_filter: {
    status: 422,
    meaning:
      '`contact_filter` matches no contact that may get messages. A launch and a resume list all their reasons in `blocking_reasons`.',
    members: { errors, blocking_reasons },
  },
  inactive_inbox: {
    status: 422,
    meaning:
      'Sending accounts of the campaign are not active. `errors` lists each of them. A launch and a resume list all their reasons in `blocking_reasons`.',
    members: { ...FIELDS, blocking_reasons },
    example: { detail: 'a sending account of the campaign is not active', errors: [INACTIVE_ACCOUNT] },
  },
  no_unsubscribe_link: {
    status: 422,
    meaning:
      'A message of the sequence gives its readers no unsubscribe link: `detail` names the steps. Add `{{ unsubscribe_url }}` to them or to the footer of the workspace. `blocking_reasons` has every other reason too.',
    members: { errors, blocking_reasons },
  },
  too_few_sending_accounts: {
    status: 422,
    meaning:
      'A warmup campaign has fewer than two sending accounts: they write to each other. A launch and a resume list all their reasons in `blocking_reasons`.',
    members: { errors, blocking_reasons },
  },
  no_imap_server: {
    status: 422,
    meaning:
      'Sending accounts of a warmup campaign have no IMAP server: nobody could see what arrives there. `errors` lists each of them.',
    members: { errors, blocking_reasons },
  },
  immutable_field: {
    status: 422,
    meaning: '`campaign_type`, `platform` and `sequence_id` cannot change after the launch.',
    members: FIELDS,
    example: {
      detail: `campaign ${campaign} is active: platform cannot change after the launch`,
      errors: [{ field: 'platform', code: 'immutable_field', message: 'cannot change after the launch' }],
    },
  },
  ...PLATFORM_PROBLEMS,
  template_failed: {
    status: 422,
    meaning: 'A text of the sequence cannot be rendered. `errors` names it.',
    members: FIELDS,
    example: {
      detail: `step 1: ${UNDEFINED_FILTER}`,
      errors: [{ field: 'steps.0.subject', code: 'template_failed', message: UNDEFINED_FILTER }],
    },
  },
  idempotency_key_reused: { status: 422, meaning: 'The `Idempotency-Key` belongs to another request.' },
  rate_limited: {
    status: 429,
    meaning:
      'Too many requests in this minute. `limit` names the limit, and `Retry-After` has the seconds to wait.',
    members: { limit: limit.unwrap() },
    example: {
      detail: `the limit of 600 ${LIMIT_WORDS.token} is used up; try again in 24 s`,
      limit: 'token',
    },
  },
  too_many_streams: {
    status: 429,
    meaning:
      'The workspace follows its events by 50 connections already. `Retry-After` has the seconds to wait.',
  },
  internal_error: { status: 500, meaning: 'A failure on our side. Report it with the `request_id`.' },
  unavailable: {
    status: 503,
    meaning: 'A service or a store behind the API is down. Try again in a moment.',
  },
} as const satisfies Record<string, ProblemType>;

const types: ReadonlyMap<string, ProblemType> = new Map(Object.entries(PROBLEM_TYPES));

/** @throws for an unknown code */
export function problemType(code: string): ProblemType {
  const type = types.get(code);
  if (type === undefined) throw new Error(`openapi/problem-types.ts does not have ${code}`);
  return type;
}
