import { STATUS_CODES } from 'node:http';
import type { DomainError, ErrorKind } from '#kernel';

/** One status per kind: a new kind does not compile without one. */
const STATUS_OF: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  outdated: 412,
  too_large: 413,
  unsupported: 415,
  rejected: 422,
  throttled: 429,
  unavailable: 503,
};

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** An error answer of RFC 9457, with our `code` and `request_id`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly request_id: string;
  readonly [extension: string]: unknown;
}

export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Further members of the problem, such as `errors` and `blocking_reasons`. */
  readonly extensions?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The response to a bug: its details stay inside. */
export const INTERNAL_ERROR: Failure = {
  status: 500,
  code: 'internal_error',
  detail: 'something broke on our side; the request id helps to find out what',
};

export const NOTHING_HERE: Failure = {
  status: 404,
  code: 'not_found',
  detail: 'there is nothing at this address',
};

export const failureOf = ({ kind, code, message, details }: DomainError): Failure => ({
  status: STATUS_OF[kind],
  code,
  detail: message,
  extensions: details,
  headers: challenge(kind),
});

/** RFC 9110: a 401 says how to authenticate. RFC 6750 defines the words for bearer tokens. */
function challenge(kind: ErrorKind): Record<string, string> {
  if (kind === 'unauthenticated') return { 'www-authenticate': 'Bearer' };
  if (kind === 'forbidden') return { 'www-authenticate': 'Bearer error="insufficient_scope"' };
  return {};
}

/** The standard members come last: the details of an error must not overwrite its status. */
export const problemOf = ({ status, code, detail, extensions }: Failure, requestId: string): Problem => ({
  ...extensions,
  type: `urn:nimbus:problem:${code}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  detail,
  code,
  request_id: requestId,
});
