import type { RouteNotes } from './routes.js';
import type { DeclaredRoute } from './declared-routes.js';

/** The status of each code that the API answers. */
const STATUS_OF_CODE = {
  validation_error: 400,
  malformed_json: 400,
  unauthenticated: 401,
  insufficient_scope: 403,
  not_found: 404,
  invalid_transition: 409,
  duplicate_account: 409,
  duplicate_contact: 409,
  segment_in_use: 409,
  sequence_in_use: 409,
  idempotency_in_progress: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  gate_blocked: 422,
  empty_filter: 422,
  inactive_inbox: 422,
  immutable_field: 422,
  platform_not_connected: 422,
  template_failed: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  internal_error: 500,
  unavailable: 503,
} as const;

const statusOfCode: ReadonlyMap<string, number> = new Map(Object.entries(STATUS_OF_CODE));

/** Whether an `Idempotency-Key` is looked at: it belongs to a workspace, so that somebody must be known. */
export const isRepeatable = ({ method, access }: DeclaredRoute): boolean =>
  method === 'POST' && access.to === 'scope';

/** The codes that a route may answer, by status. @throws for a code that has none here */
export function problemsOf(route: DeclaredRoute, { refusals = [] }: RouteNotes): Map<number, string[]> {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set([...codesOfKind(route), ...refusals])) {
    const status = statusOfCode.get(code);
    if (status === undefined) throw new Error(`openapi/problems.ts does not know the status of ${code}`);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].toSorted(([a], [b]) => a - b));
}

/** What follows from how a route is declared. */
function codesOfKind(route: DeclaredRoute): string[] {
  const { access, body, method, params, query } = route;
  return [
    ...(body || query || isRepeatable(route) ? ['validation_error'] : []),
    // Also where no body is asked for: whatever is sent is read first.
    ...(method === 'GET' ? [] : ['malformed_json', 'payload_too_large', 'unsupported_media_type']),
    ...(access.to === 'operator' ? ['unauthenticated'] : []),
    ...(access.to === 'scope' ? ['unauthenticated', 'insufficient_scope', 'rate_limited'] : []),
    ...(params.length > 0 ? ['not_found'] : []),
    ...(isRepeatable(route) ? ['idempotency_in_progress', 'idempotency_key_reused'] : []),
    'internal_error',
    'unavailable',
  ];
}
