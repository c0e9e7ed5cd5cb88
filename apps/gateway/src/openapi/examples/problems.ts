import { problemOf, type Problem } from '../../http/problem.js';
import { problemType, type ProblemCode } from '../problem-types.js';
import { IDS, REQUEST_ID } from './ids.js';

interface Told {
  readonly detail: string;
  readonly extensions?: object;
}

const [, inbox] = IDS.inboxes;
const INACTIVE = {
  field: 'sending_account_ids.1',
  code: 'inactive_inbox',
  message: `sending account ${inbox} is paused`,
};

/** What each problem says, in the words in which it is said. */
const TOLD: Readonly<Record<ProblemCode, Told>> = {
  validation_error: {
    detail: '2 fields are wrong',
    extensions: {
      errors: [
        { field: 'sequence_id', code: 'not_found', message: `sequence ${IDS.sequence} does not exist` },
        INACTIVE,
      ],
    },
  },
  malformed_json: { detail: 'the body is not valid JSON' },
  unauthenticated: { detail: 'the token is unknown, expired or revoked' },
  insufficient_scope: { detail: 'this needs the scope campaigns:write' },
  not_found: { detail: `campaign ${IDS.campaign} does not exist` },
  invalid_transition: {
    detail: `campaign ${IDS.campaign} is draft: it cannot pause`,
    extensions: { state: 'draft', action: 'pause' },
  },
  duplicate_account: { detail: 'a sending account of rep1@outreach.example exists already' },
  duplicate_contact: {
    detail: 'a contact with this e-mail exists already',
    extensions: {
      errors: [
        {
          field: 'email',
          code: 'duplicate_contact',
          message: 'a contact with this e-mail exists already',
        },
      ],
    },
  },
  segment_in_use: { detail: 'a campaign that is not over has this segment in its filter' },
  sequence_in_use: {
    detail: `a campaign uses the sequence ${IDS.sequence}: its steps keep their places, and new ones come at the end`,
  },
  idempotency_in_progress: { detail: 'the first request is still running' },
  payload_too_large: { detail: 'the body is larger than this address takes' },
  unsupported_media_type: { detail: 'a body must be application/json' },
  gate_blocked: {
    detail: 'fleet has only 14 stage 3+ inboxes; 20 required',
    extensions: {
      blocking_reasons: [
        {
          code: 'insufficient_stage_inboxes',
          message: 'fleet has only 14 stage 3+ inboxes; 20 required',
          actual: 14,
          required: 20,
        },
      ],
    },
  },
  empty_filter: { detail: 'contact_filter matches no contact that may be written to' },
  inactive_inbox: {
    detail: 'a sending account of the campaign is not active',
    extensions: {
      errors: [INACTIVE],
    },
  },
  immutable_field: {
    detail: `campaign ${IDS.campaign} is active: platform cannot change after the launch`,
    extensions: {
      errors: [{ field: 'platform', code: 'immutable_field', message: 'cannot change after the launch' }],
    },
  },
  platform_not_connected: { detail: 'reachinbox is not connected to this workspace' },
  template_failed: {
    detail: 'step 1: undefined filter: shout (line 1, column 1)',
    extensions: {
      errors: [
        {
          field: 'steps.0.subject',
          code: 'template_failed',
          message: 'undefined filter: shout (line 1, column 1)',
        },
      ],
    },
  },
  idempotency_key_reused: { detail: 'this Idempotency-Key belongs to another request' },
  rate_limited: { detail: 'no more than 600 such requests a minute; the next one in 24 s' },
  internal_error: { detail: 'something broke on our side; the request id helps to find out what' },
  unavailable: { detail: 'campaigns did not answer within 3000 ms' },
};

/** A problem of each code, made as answers are. */
export const PROBLEM_EXAMPLES: Readonly<Record<string, Problem>> = Object.fromEntries(
  Object.entries(TOLD).map(([code, told]) => [
    code,
    problemOf({ status: problemType(code).status, code, ...told }, REQUEST_ID),
  ]),
);
