import { problemType } from './problem-types.js';
import type { RouteNotes } from './routes.js';
import type { DeclaredRoute } from './declared-routes.js';

/** Whether an `Idempotency-Key` is looked at: it belongs to a workspace, so that somebody must be known. */
export const isRepeatable = ({ method, access }: DeclaredRoute): boolean =>
  method === 'POST' && access.to === 'scope';

/** The codes that a route may answer, by status. @throws for a code that has none in `problem-types.ts` */
export function problemsOf(route: DeclaredRoute, { refusals = [] }: RouteNotes): Map<number, string[]> {
  const byStatus = new Map<number, string[]>();
  for (const code of new Set([...codesOfKind(route), ...refusals])) {
    const { status } = problemType(code);
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
    ...(access.to === 'scope' ? ['unauthenticated', 'insufficient_scope'] : []),
    ...(params.length > 0 ? ['not_found'] : []),
    ...(isRepeatable(route) ? ['idempotency_in_progress', 'idempotency_key_reused'] : []),
    // Wherever somebody is known by a token, needed or not, the request is counted.
    'rate_limited',
    'internal_error',
    'unavailable',
  ];
}
