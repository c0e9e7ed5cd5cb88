import { errors } from '@nats-io/transport-node';

/** Whether NATS refused because the user has no permission. The client wraps the error of a request. */
export function isForbidden(error: unknown): boolean {
  if (error instanceof errors.PermissionViolationError) return true;
  return error instanceof Error && error.cause !== undefined && isForbidden(error.cause);
}
