import type { FieldError } from './field-error.js';

/** Why an expected failure happened, in transport-neutral words. Each has one HTTP status at the edge. */
export const ERROR_KINDS = [
  'invalid', // the input is wrong: 400
  'unauthenticated', // the caller is unknown: 401
  'forbidden', // known, but not allowed: 403
  'not_found', // 404
  'conflict', // the state does not allow it, or another request was faster: 409
  'outdated', // it has changed since the caller read it: 412
  'too_large', // 413
  'unsupported', // the media type is not ours: 415
  'rejected', // well-formed, but a rule of the business says no: 422
  'throttled', // 429
  'unavailable', // another service or the database is down: 503
] as const;

export type ErrorKind = (typeof ERROR_KINDS)[number];

/** One reason of the deliverability gate, with the figures that blocked. */
export interface BlockingReason {
  readonly code: string;
  readonly message: string;
  readonly actual?: number | undefined;
  readonly required?: number | undefined;
}

export interface ErrorDetails {
  readonly errors?: readonly FieldError[];
  readonly blocking_reasons?: readonly BlockingReason[];
  readonly [key: string]: unknown;
}

/** The only expected failure. Anything else that is thrown is a bug and is masked at the edge. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly kind: ErrorKind,
    /** Stable, snake_case, part of the contract. */
    readonly code: string,
    message: string,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The same answer for an unknown id and for one of another workspace: existence is not to be probed. */
export const notFound = (what: string, id: string): DomainError =>
  new DomainError('not_found', 'not_found', `${what} ${id} does not exist`);

export const unavailable = (message: string, cause?: unknown): DomainError =>
  new DomainError('unavailable', 'unavailable', message, {}, { cause });

/** Whether it may succeed later as it is: a service or the database is down. */
export const isUnavailable = (error: unknown): error is DomainError =>
  error instanceof DomainError && error.kind === 'unavailable';

/** The message names the fields, for a person who reads no further. */
export const validationError = (errors: readonly FieldError[]): DomainError =>
  new DomainError('invalid', 'validation_error', summaryOf(errors), { errors });

function summaryOf(errors: readonly FieldError[]): string {
  const [first] = errors;
  if (first !== undefined && errors.length === 1) return `${first.field} ${first.message}`.trim();
  return `${errors.length} fields are wrong`;
}
